import { join } from 'node:path';
import ts from 'typescript';

/** A module that is compiled, in a folder of this package, where the built packages resolve as they do for a user. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The page that it is from; its lines are those of the module. */
  readonly page: string;
}

/** Compiles modules as a strict user does. Returns what the compiler finds, with the lines of the pages. */
export function compile(sources: readonly Source[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    lib: [
      'lib.es2022.d.ts',
      'lib.dom.d.ts',
      'lib.dom.iterable.d.ts',
      'lib.dom.asynciterable.d.ts',
      'lib.esnext.disposable.d.ts',
    ],
  };
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (file) => byFile.has(file) || fileExists(file);
  host.readFile = (file) => byFile.get(file)?.text ?? readFile(file);
  host.getSourceFile = (file, how, ...more) => {
    const source = byFile.get(file);
    return source ? ts.createSourceFile(file, source.text, how) : getSourceFile(file, how, ...more);
  };
  const program = ts.createProgram([...byFile.keys()], options, host);
  // The AI SDK's own declarations do not compile as strictly as this.
  const isOfOthers = (file: string) => /\/node_modules\/(@ai-sdk|ai)\//.test(file);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !isOfOthers(file?.fileName ?? ''))
    .map(({ file, start, messageText }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      const where = byFile.get(file?.fileName ?? '')?.page ?? file?.fileName;
      return `${where}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}

/** The name of a folder for a page. */
export function folderOf(root: string, page: string): string {
  return join(root, page.replaceAll(/[^\w.-]+/g, '-'));
}
