import ts from 'typescript';

/** Files of the disk that were parsed, by how and by name: libraries and declarations are the same in each program. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * The compiler as a strict user sets it, with files that are only in memory beside those of the disk.
 *
 * @param more - Options beside or in place of those.
 */
export function programOf(
  entries: readonly string[],
  inMemory: ReadonlyMap<string, string> = new Map(),
  more: ts.CompilerOptions = {},
): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    ...more,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (file) => inMemory.has(file) || fileExists(file);
  host.readFile = (file) => inMemory.get(file) ?? readFile(file);
  host.getSourceFile = (file, how, ...more) => {
    const text = inMemory.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, how);
    const key = `${JSON.stringify(how)} ${file}`;
    if (!parsed.has(key)) parsed.set(key, getSourceFile(file, how, ...more));
    return parsed.get(key);
  };
  return ts.createProgram(entries, options, host);
}
