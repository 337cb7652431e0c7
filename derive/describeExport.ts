import ts from 'typescript';
import { type Doc, docOf } from './readDoc.ts';
import type { Export } from './readExports.ts';

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
/** Our sources. Members from elsewhere are not repeated. */
const OWN = /\/packages\/[\w-]+\/src\//;
/** Longer types are cut, to a beginning: the table of the contract is one. */
const LONGEST = 600;
const BEGINNING = 80;

/** Describes an export in a few lines: its signature with its documentation, and each of its members on a line. */
export function describeExport({ name, symbol }: Export, checker: ts.TypeChecker, extra: Extra): string {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration) return `- \`${name}\``;
  if (ts.isClassDeclaration(declaration)) return describeClass(name, declaration, checker, extra);
  if (ts.isInterfaceDeclaration(declaration)) return describeInterface(name, symbol);
  if (ts.isFunctionDeclaration(declaration)) {
    const signatures = symbol.declarations?.filter(ts.isFunctionDeclaration) ?? [];
    const shown = signatures.length > 1 ? signatures.filter(({ body }) => !body) : signatures;
    const lines = shown.map((one) => `\`${name}${signature(one)}\``);
    return `- ${lines.join(', ')}: ${oneLine(docOf(shown[0] ?? declaration))}`;
  }
  if (ts.isTypeAliasDeclaration(declaration)) {
    const type = short(withoutComments(declaration.type));
    const parameters = typeParameters(declaration);
    const fields = ts.isTypeLiteralNode(declaration.type) ? declaration.type.members.map(member) : [];
    const head = fields.length > 0 ? `type ${name}${parameters}` : `type ${name}${parameters} = ${type}`;
    return [`- \`${head}\`: ${oneLine(docOf(declaration))}`, ...fields].join('\n');
  }
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const type =
    ts.isVariableDeclaration(declaration) && declaration.type
      ? withoutComments(declaration.type)
      : inferredType(name, checker.getTypeOfSymbol(symbol), checker);
  return `- \`const ${name}: ${short(type)}\`: ${oneLine(docOf(statement))}`;
}

/** Adds to the line of a method of a class: the route of an operation. */
export type Extra = (className: string, method: string) => string;

function describeClass(
  name: string,
  node: ts.ClassDeclaration,
  checker: ts.TypeChecker,
  extra: Extra,
): string {
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const head = `class ${name}${typeParameters(node)}${base ? ` ${base.getText()}` : ''}`;
  const lines = [`- \`${head}\`: ${oneLine(docOf(node))}`];
  const builder = node.members.find(ts.isConstructorDeclaration);
  if (builder && !(ts.getCombinedModifierFlags(builder) & HIDDEN))
    lines.push(`  - \`new ${name}${signature(builder)}\`${after(docOf(builder))}`);
  // Methods of a class that is not exported itself, such as the mixture of errors and operations.
  const type = checker.getTypeAtLocation(node);
  const own = new Set<ts.Node>(node.members);
  const inherited = checker
    .getPropertiesOfType(type)
    .flatMap(({ declarations = [] }) => declarations.slice(0, 1))
    .filter((one) => !own.has(one) && OWN.test(one.getSourceFile().fileName) && isHiddenBase(one));
  for (const one of [...node.members, ...(inherited as ts.ClassElement[])]) {
    if (!isPublic(one)) continue;
    const memberName = one.name?.getText() ?? '';
    const before = ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Static ? 'static ' : '';
    const shown = ts.isMethodDeclaration(one)
      ? `${before}${memberName}${signature(one)}`
      : ts.isPropertyDeclaration(one) || ts.isGetAccessorDeclaration(one) || ts.isPropertySignature(one)
        ? `${before}${memberName}${'questionToken' in one && one.questionToken ? '?' : ''}: ${short(one.type ? withoutComments(one.type) : inferredType(memberName, checker.getTypeAtLocation(one), checker))}`
        : undefined;
    if (shown === undefined) continue;
    const more = extra(name, memberName);
    // The introduction says that each operation has them.
    const text = more === '' ? shown : shown.replace(/,? ?options\?: RequestOptions(?=\))/, '');
    lines.push(`  - \`${text}\`${after(docOf(one), more)}`);
  }
  return lines.join('\n');
}

/** The text of a type that a source leaves to the compiler, which knows only our sources and the language here. */
function inferredType(name: string, type: ts.Type, checker: ts.TypeChecker): string {
  if (type.flags & ts.TypeFlags.Any)
    throw new Error(`Write the type of ${name}: it cannot be inferred here.`);
  return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
}

/** Declared by a class or an interface that is not exported, which has no line of its own. */
function isHiddenBase({ parent }: ts.Node): boolean {
  return ts.isClassDeclaration(parent) && !(ts.getCombinedModifierFlags(parent) & ts.ModifierFlags.Export);
}

function describeInterface(name: string, symbol: ts.Symbol): string {
  const nodes = symbol.declarations?.filter(ts.isInterfaceDeclaration) ?? [];
  const [first] = nodes;
  if (!first) return `- \`interface ${name}\``;
  const bases = first.heritageClauses?.map((clause) => ` ${clause.getText()}`).join('') ?? '';
  return [
    `- \`interface ${name}${typeParameters(first)}${bases}\`: ${oneLine(docOf(first))}`,
    ...nodes.flatMap((node) => node.members.map(member)),
  ].join('\n');
}

/** A field or a method of an interface, on a line. */
function member(node: ts.TypeElement): string {
  return `  - \`${short(
    withoutComments(node)
      .replace(/^readonly /, '')
      .replace(/;$/, ''),
  )}\`${after(docOf(node))}`;
}

function isPublic(node: ts.ClassElement): boolean {
  if (!node.name || ts.isPrivateIdentifier(node.name) || ts.isComputedPropertyName(node.name)) return false;
  // The name that `isInstance` compares.
  if (node.name.getText() === 'errorName') return false;
  return !(ts.getCombinedModifierFlags(node) & HIDDEN) && !docOf(node).isInternal;
}

function signature(node: ts.SignatureDeclaration): string {
  const parameters = node.parameters.map((parameter) => withoutComments(parameter)).join(', ');
  const returns = node.type && !ts.isConstructorDeclaration(node) ? `: ${withoutComments(node.type)}` : '';
  return `${typeParameters(node)}(${parameters})${returns}`;
}

function typeParameters({
  typeParameters: list,
}: {
  typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined;
}): string {
  return list ? `<${list.map((one) => one.getText()).join(', ')}>` : '';
}

function withoutComments(node: ts.Node): string {
  return node
    .getText()
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/\breadonly (?=\w+\??: )/g, '')
    .trim()
    .replace(/^((?:readonly )?\w+\?: .*) \| undefined(;?)$/, '$1$2');
}

function short(type: string): string {
  return type.length > LONGEST ? `${type.slice(0, BEGINNING)}…` : type;
}

function after(doc: Doc, extra = ''): string {
  const text = [oneLine(doc), extra].filter(Boolean).join(' ');
  return text === '' ? '' : `: ${text}`;
}

/** A comment on one line: the text, the parameters, the result, the errors. */
function oneLine({ text, params, returns, throws }: Doc): string {
  const parts = [
    text,
    // Most parameters of that name are an agent's.
    ...params
      .filter((one) => one.text.trim() !== "The agent's name.")
      .map(({ name, text: what }) => `\`${name}\`: ${what}`),
    returns && `Returns ${returns}`,
    ...throws.map((one) => `Throws ${one}`),
  ];
  return parts
    .filter(Boolean)
    .map((part) => part.replace(/\s*\n\s*/g, ' ').replace(/(?<![.:!?])$/, '.'))
    .join(' ');
}
