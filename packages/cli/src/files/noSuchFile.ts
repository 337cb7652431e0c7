import { dirname } from 'node:path';
import { UsageError } from '../errors/UsageError.ts';

/** Returns a handler for errors of reading a file. A missing file, or a folder in its place, becomes a usage error. */
export function noSuchFile(path: string): (error: unknown) => never {
  return misspelt(`there is no file ${path}`, path);
}

/** Returns a handler for errors of creating a file. A missing folder, or a folder in its place, becomes a usage error. */
export function noSuchFolder(path: string): (error: unknown) => never {
  return misspelt(`there is no folder ${dirname(path)}`, path);
}

function misspelt(missing: string, path: string): (error: unknown) => never {
  return (error) => {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT') throw new UsageError(missing);
    // `.` and `..` are busy.
    if (code === 'EISDIR' || code === 'EBUSY') throw new UsageError(`${path} is a folder, not a file`);
    throw error;
  };
}
