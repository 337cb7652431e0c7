import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KeystoreError } from './KeystoreError.ts';
import { shellQuote } from './shellQuote.ts';
import { writerOf } from './temporaryName.ts';

/** The user that this process acts as; `undefined` on Windows, which has other means. */
const me = (): number | undefined => process.geteuid?.();

/** Refuses a file that is not a regular one, is not ours, has another name elsewhere, or that others can touch. */
export async function assertPrivateFile(path: string, stats: Stats): Promise<void> {
  const file = shellQuote(path);
  if (!stats.isFile()) throw unsafeFile(path, 'is no regular file', `Move it away: mv ${file} ${file}.old`);
  const uid = me();
  if (uid === undefined) return;
  if (stats.uid !== uid) {
    throw unsafeFile(path, `belongs to user ${stats.uid}, not to you`, `sudo chown ${uid} ${file}`);
  }
  if (stats.nlink > 1 && stats.nlink - (await namesInWriting(path, stats)) > 1) {
    throw unsafeFile(
      path,
      'has a second name elsewhere (a hard link)',
      `cp ${file} ${file}.new && chmod 600 ${file}.new && mv ${file}.new ${file}`,
    );
  }
  if (stats.mode & 0o077) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    throw unsafeFile(path, `can be read or written by others (mode ${mode})`, `chmod 600 ${file}`);
  }
}

/** Refuses a folder that is a link, is not ours, or that others can put files into. */
export function assertPrivateFolder(path: string, stats: Stats): void {
  assertOwnFolder(path, stats);
  if (me() !== undefined && stats.mode & 0o022) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    throw unsafeFolder(path, `can be written to by others (mode ${mode})`, `chmod 700 ${shellQuote(path)}`);
  }
}

/** Refuses a folder that is a link, or not ours. */
export function assertOwnFolder(path: string, stats: Stats): void {
  if (!stats.isDirectory()) {
    const hint = `Move it away, or set another \`basePath\`: mv ${shellQuote(path)} ${shellQuote(path)}.old`;
    throw unsafeFolder(path, stats.isSymbolicLink() ? 'is a link' : 'is no folder', hint);
  }
  const uid = me();
  if (uid !== undefined && stats.uid !== uid) {
    throw unsafeFolder(
      path,
      `belongs to user ${stats.uid}, not to you`,
      `sudo chown -R ${uid} ${shellQuote(path)}`,
    );
  }
}

/** How many of a file's names are our own temporary ones: it has two for the moment between link and unlink. */
async function namesInWriting(path: string, { dev, ino }: Stats): Promise<number> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter((name) => writerOf(name) !== undefined);
  const files = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return files.filter((other) => other?.dev === dev && other.ino === ino).length;
}

function unsafeFile(path: string, problem: string, hint: string): KeystoreError {
  return new KeystoreError('unsafe_file', path, `${path} is not used: it ${problem}.`, { hint });
}

function unsafeFolder(path: string, problem: string, hint: string): KeystoreError {
  return new KeystoreError('unsafe_folder', path, `The folder ${path} is not used: it ${problem}.`, { hint });
}
