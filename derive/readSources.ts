import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedParameters } from '@mitosislabs/tooling/sharedParameters';
import ts from 'typescript';

const folder = fileURLToPath(new URL('../packages/api/src/', import.meta.url));
const client = fileURLToPath(new URL('../packages/sdk/src/MitosisClient.ts', import.meta.url));

/** A field of an interface. */
export interface FieldDoc {
  name: string;
  type: string;
  optional: boolean;
  text: string;
}

/** An interface or a type alias, as its source documents it. */
export interface TypeDoc {
  name: string;
  text: string;
  fields: FieldDoc[];
  /** The interfaces that it extends. */
  bases: string[];
  /** The declaration, for a type that is no interface. */
  declaration: string | undefined;
}

/** A method of a class, as its source documents it. */
export interface MethodDoc {
  name: string;
  signature: string;
  text: string;
  params: { name: string; text: string }[];
  returns: string;
  throws: string[];
}

/** A class of operations. */
export interface ClassDoc {
  name: string;
  text: string;
  example: string;
  methods: MethodDoc[];
}

/** Reads the documentation of types and classes in the sources of `api` and of the client. */
export function readSources(): { types: Map<string, TypeDoc>; classes: Map<string, ClassDoc> } {
  const types = new Map<string, TypeDoc>();
  const classes = new Map<string, ClassDoc>();
  for (const file of [...sourceFiles(), client]) {
    const source = ts.createSourceFile(file, ts.sys.readFile(file) ?? '', ts.ScriptTarget.ES2022, true);
    for (const node of source.statements) {
      if (!isExported(node)) continue;
      if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
        types.set(node.name.text, typeDoc(node));
      else if (ts.isClassDeclaration(node) && node.name)
        classes.set(node.name.text, classDoc(node, node.name.text));
    }
  }
  for (const doc of types.values()) doc.fields = allFields(doc, types);
  return { types, classes };
}

/** The fields of an interface and of its bases: the required ones, the inherited ones, the optional ones. */
function allFields({ fields, bases }: TypeDoc, types: ReadonlyMap<string, TypeDoc>): FieldDoc[] {
  const inherited = bases.flatMap((base) => types.get(base)?.fields ?? []);
  const names = new Set(fields.map(({ name }) => name));
  return [
    ...fields.filter(({ optional }) => inherited.length === 0 || !optional),
    ...inherited.filter(({ name }) => !names.has(name)),
    ...fields.filter(({ optional }) => inherited.length > 0 && optional),
  ];
}

/** The source files of `api`, without its tests. */
export function sourceFiles(): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts') && !/\.test(-d)?\.ts$|^testing\b/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    !!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function typeDoc(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): TypeDoc {
  const isInterface = ts.isInterfaceDeclaration(node);
  const fields = isInterface ? node.members.filter(ts.isPropertySignature) : [];
  return {
    name: node.name.text,
    text: textOf(node),
    fields: fields.map((field) => ({
      name: field.name.getText(),
      type: field.type?.getText().replace(/\s+/g, ' ') ?? 'unknown',
      optional: field.questionToken !== undefined,
      text: textOf(field),
    })),
    bases: isInterface
      ? (node.heritageClauses ?? []).flatMap(({ types }) =>
          types.map(({ expression }) => expression.getText()),
        )
      : [],
    declaration: fields.length > 0 ? undefined : withoutComments(node),
  };
}

function classDoc(node: ts.ClassDeclaration, name: string): ClassDoc {
  const methods = node.members
    .filter(ts.isMethodDeclaration)
    .filter(({ name }) => !ts.isPrivateIdentifier(name))
    .filter((method) => !ts.getModifiers(method)?.some(isHidden));
  return {
    name,
    text: textOf(node),
    example: tags(node, 'example')[0] ?? '',
    methods: methods.map(methodDoc),
  };
}

function isHidden({ kind }: ts.Modifier): boolean {
  return kind === ts.SyntaxKind.ProtectedKeyword || kind === ts.SyntaxKind.PrivateKeyword;
}

function methodDoc(node: ts.MethodDeclaration): MethodDoc {
  const parameters = node.parameters.map((parameter) => parameter.getText().replace(/\s+/g, ' ')).join(', ');
  const params = ts.getJSDocTags(node).filter(ts.isJSDocParameterTag);
  const isStatic = ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  return {
    name: node.name.getText(),
    signature: `${isStatic ? 'static ' : ''}${node.name.getText()}(${parameters}): ${node.type?.getText() ?? 'void'}`,
    text: textOf(node),
    params: node.parameters.flatMap(({ name }) => {
      const tag = params.find((one) => one.name.getText() === name.getText());
      const text = tag ? clean(tag.comment).replace(/^- /, '') : sharedParameters[name.getText()];
      return text === undefined ? [] : [{ name: name.getText(), text }];
    }),
    returns: tags(node, 'returns')[0] ?? '',
    throws: tags(node, 'throws'),
  };
}

function textOf(node: ts.Node): string {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return clean(docs.at(-1)?.comment);
}

/** The texts of a tag, read from the comment itself: the compiler takes `{@link …}` after `@throws` for a type. */
function tags(node: ts.Node, name: string): string[] {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.getText() ?? '';
  const lines = comment.replace(/^\/\*\*|\s*\*\/$/g, '').replace(/^\s*\* ?/gm, '');
  return [...`${lines}\n@`.matchAll(new RegExp(`^@${name}\\s+([\\s\\S]*?)\\s*(?=^@\\w*)`, 'gm'))].map(
    ([, text = '']) => clean(text),
  );
}

/** A text of a comment, with links as code. */
function clean(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  const text = typeof comment === 'string' ? comment : (ts.getTextOfJSDocComment(comment) ?? '');
  return text
    .replace(/\{@link (\S+?)\s*\}/g, '`$1`')
    .replace(/^\s*\* ?/gm, '')
    .trim();
}

function withoutComments(node: ts.Node): string {
  return node.getText().replace(/^export /, '');
}
