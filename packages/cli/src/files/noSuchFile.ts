import { UsageError } from '../errors/UsageError.ts';

/** What to do with the error of reading a file that somebody named: one that is not there was misspelt. */
export function noSuchFile(path: string): (error: unknown) => never {
  return misspelt(`there is no file ${path}`);
}

/** What to do with the error of making a file in a folder that somebody named. */
export function noSuchFolder(path: string): (error: unknown) => never {
  return misspelt(`there is no folder ${path}`);
}

function misspelt(problem: string): (error: unknown) => never {
  return (error) => {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw code === 'ENOENT' ? new UsageError(problem) : error;
  };
}
