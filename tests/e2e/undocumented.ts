import ts from 'typescript';
import { root } from './snippets.ts';

const NOT_SEEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
const MEMBERS = ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor;

/** Finds exports of a program without documentation, and their fields and methods, recursively. */
export function undocumented(
  program: ts.Program,
  entries: readonly string[],
): { missing: string[]; seen: number } {
  const checker = program.getTypeChecker();
  const missing = new Set<string>();
  const done = new Set<ts.Symbol>();

  const visit = (symbol: ts.Symbol, where: string): void => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (done.has(target) || !isOurs(target)) return;
    done.add(target);
    const isInternal = target.getJsDocTags(checker).some(({ name }) => name === 'internal');
    if (target.getDocumentationComment(checker).length === 0 && !isInternal) missing.add(where);
    // Fields and methods, and the static ones.
    for (const member of [...(target.members?.values() ?? []), ...(target.exports?.values() ?? [])]) {
      if (member.flags & MEMBERS && isSeen(member)) visit(member, `${where}.${member.name}`);
    }
    if (target.flags & ts.SymbolFlags.TypeAlias) inside(checker.getDeclaredTypeOfSymbol(target), where);
    if (target.flags & ts.SymbolFlags.Property) inside(checker.getTypeOfSymbol(target), where);
  };

  /** The fields of a type that is written where it is used, in lists and unions too. */
  const inside = (type: ts.Type, where: string): void => {
    if (type.isUnionOrIntersection()) for (const part of type.types) inside(part, where);
    for (const part of checker.getTypeArguments(type as ts.TypeReference)) inside(part, where);
    const literal = type.symbol?.flags & ts.SymbolFlags.TypeLiteral ? type.symbol : undefined;
    for (const member of literal?.members?.values() ?? []) {
      if (member.flags & MEMBERS) visit(member, `${where}.${member.name}`);
    }
  };

  for (const entry of entries) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${entry} is no module.`);
    for (const symbol of checker.getExportsOfModule(module)) visit(symbol, symbol.name);
  }
  return { missing: [...missing].sort(), seen: done.size };
}

/** Finds the parameters without documentation of the public methods of all exported classes. */
export function undocumentedParameters(program: ts.Program, entries: readonly string[]): string[] {
  const checker = program.getTypeChecker();
  const missing = new Set<string>();
  const check = (owner: ts.Symbol, member: ts.Symbol): void => {
    const isInternal = member.getJsDocTags(checker).some(({ name }) => name === 'internal');
    for (const declaration of isInternal || !isSeen(member) ? [] : (member.declarations ?? [])) {
      const signature =
        ts.isMethodDeclaration(declaration) && checker.getSignatureFromDeclaration(declaration);
      for (const parameter of signature ? signature.getParameters() : []) {
        const text = ts.displayPartsToString(parameter.getDocumentationComment(checker));
        if (text === '') missing.add(`${owner.name}.${member.name}(${parameter.name})`);
      }
    }
  };
  for (const entry of entries) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (!(target.flags & ts.SymbolFlags.Class) || !isOurs(target)) continue;
      for (const member of target.members?.values() ?? []) check(target, member);
    }
  }
  return [...missing].sort();
}

/** Declared in this repository, and not by what it depends on. */
function isOurs({ declarations = [] }: ts.Symbol): boolean {
  const files = declarations.map((node) => node.getSourceFile().fileName);
  return (
    files.some((file) => file.startsWith(root)) &&
    !files.some((file) => file.includes('/node_modules/.pnpm/'))
  );
}

function isSeen({ name, declarations = [] }: ts.Symbol): boolean {
  const isNamed = /^[A-Za-z_]\w*$/.test(name) && name !== '__constructor';
  return (
    isNamed && !declarations.some((node) => ts.getCombinedModifierFlags(node as ts.Declaration) & NOT_SEEN)
  );
}
