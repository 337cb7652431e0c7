import { join } from 'node:path';
import ts from 'typescript';
import { programOf } from '../programOf.ts';

/** A module that is compiled, in a folder of this package, where the built packages resolve as they do for a user. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The page that it is from; its lines are those of the module. */
  readonly page: string;
}

/** Compiles modules as a strict user does. Returns what the compiler finds, with the lines of the pages. */
export function compile(sources: readonly Source[]): string[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const program = programOf([...byFile.keys()], texts, {
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    lib: [
      'lib.es2022.d.ts',
      'lib.dom.d.ts',
      'lib.dom.iterable.d.ts',
      'lib.dom.asynciterable.d.ts',
      'lib.esnext.disposable.d.ts',
    ],
  });
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
