import { UsageError } from '../errors/UsageError.ts';

/** Returns a handler for errors of reading a file. A missing file becomes a usage error. */
export function noSuchFile(path: string): (error: unknown) => never {
  return misspelt(`there is no file ${path}`);
}

/** Returns a handler for errors of creating a file. A missing folder becomes a usage error. */
export function noSuchFolder(path: string): (error: unknown) => never {
  return misspelt(`there is no folder ${path}`);
}

function misspelt(problem: string): (error: unknown) => never {
  return (error) => {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw code === 'ENOENT' ? new UsageError(problem) : error;
  };
}
