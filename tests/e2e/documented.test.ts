import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './snippets.ts';

const names = ['auth', 'transport', 'api', 'xmtp', 'agent', 'keystore', 'emulator', 'cli', 'sdk'];

/** The declaration files that a package's `exports` name. */
async function entriesOf(name: string): Promise<string[]> {
  const folder = join(root, 'packages', name);
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { types: string } | string>;
  };
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [join(folder, entry.types)],
  );
}

/** What an editor would show nothing for: exported declarations, their fields and their methods. */
function undocumented(entries: string[]): { missing: string[]; seen: number } {
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const missing = new Set<string>();
  const done = new Set<ts.Symbol>();
  const visit = (symbol: ts.Symbol, where: string): void => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (
      done.has(target) ||
      !target.declarations?.some((node) => node.getSourceFile().fileName.startsWith(root))
    )
      return;
    if (target.declarations.some((node) => node.getSourceFile().fileName.includes('/node_modules/.pnpm/')))
      return;
    done.add(target);
    const isInternal = target.getJsDocTags(checker).some(({ name }) => name === 'internal');
    if (target.getDocumentationComment(checker).length === 0 && !isInternal) missing.add(where);
    // Fields and methods, and the static ones.
    for (const [name, member] of [...(target.members ?? []), ...(target.exports ?? [])]) {
      const hidden = member.declarations?.some(
        (node) =>
          ts.getCombinedModifierFlags(node as ts.Declaration) &
          (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
      );
      const ours = /^[A-Za-z_]\w*$/.test(String(name)) && String(name) !== '__constructor' && !hidden;
      if (ours && member.flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor))
        visit(member, `${where}.${name}`);
    }
  };
  for (const entry of entries) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    expect(module, entry).toBeDefined();
    for (const symbol of module ? checker.getExportsOfModule(module) : []) visit(symbol, symbol.name);
  }
  return { missing: [...missing].sort(), seen: done.size };
}

test.each(names)('behavior: hovering over anything that %s exports shows its documentation', async (name) => {
  const { missing, seen } = undocumented(await entriesOf(name));
  expect(missing).toEqual([]);
  expect(seen).toBeGreaterThan(2);
});
