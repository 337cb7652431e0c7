import { fstat } from 'node:fs';
import { stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { Context, Input } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { noSuchFile } from './noSuchFile.ts';

/** Characters of a pattern that some shells leave as they are: `*.md`, `a?.md`, `[ab].md`, `{a,b}.md`. */
const PATTERN = /[*?[\]{}]/;

/** A source of an upload. */
export interface UploadSource {
  /** The path of a file or pipe; `-`: standard input. */
  readonly path: string;
  /** The name on the drive. */
  readonly name: string;
  /** Whether it can be read only once: standard input or a named pipe. */
  readonly isStream: boolean;
}

/**
 * Returns the sources of an upload, checked before anything is sent.
 *
 * @param words - Paths, patterns, or `-`.
 * @param name - The name on the drive, for the only source.
 * @param context - Has the standard input.
 * @throws {@link UsageError} if there is no such file, it is a folder or a device, or its name is missing or ambiguous.
 */
export async function uploadSources(
  words: readonly string[],
  name: string | undefined,
  { stdin }: Pick<Context, 'stdin'>,
): Promise<UploadSource[]> {
  const paths = [...new Set((await Promise.all(words.map(expand))).flat())];
  if (paths.length > 1 && name !== undefined) {
    throw new UsageError(`-n names one file, and there are ${paths.length}`, {
      hint: 'Upload them one by one, or leave -n out.',
    });
  }
  const sources = await Promise.all(paths.map((path) => sourceOf(path, name, stdin)));
  const names = new Map<string, string>();
  for (const source of sources) {
    const other = names.get(source.name);
    if (other !== undefined) {
      throw new UsageError(`${other} and ${source.path} would both be named ${source.name}`, {
        hint: 'Upload one of them by itself, with another name: -n <name>',
      });
    }
    names.set(source.name, source.path);
  }
  return sources;
}

/** Whether a word is a path, a pattern or `-`, and not the name of an office. */
export async function isUploadSource(word: string): Promise<boolean> {
  if (word === '-' || PATTERN.test(word) || /[\\/]/.test(word)) return true;
  return stat(word).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}

/** Expands a pattern to the paths of files, in order. A file that has the pattern as its name is that file. */
async function expand(word: string): Promise<string[]> {
  if (!PATTERN.test(word)) return [word];
  const isName = await stat(word).then(
    () => true,
    () => false,
  );
  if (isName) return [word];
  // On Windows, a backslash separates folders: in a pattern it would escape the next character.
  const pattern = process.platform === 'win32' ? word.replaceAll('\\', '/') : word;
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, { expandDirectories: false });
  if (found.length === 0) throw new UsageError(`no file matches ${word}`);
  return found.sort();
}

async function sourceOf(path: string, name: string | undefined, stdin: Input): Promise<UploadSource> {
  const found = path === '-' ? undefined : await stat(path).catch(noSuchFile(path));
  if (found?.isFile()) return { path, name: name ?? basename(path), isStream: false };
  if (found && !found.isFIFO()) {
    throw new UsageError(`${path} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`, {
      hint: found.isDirectory()
        ? `Pack it first: tar cz ${basename(path)} | mi files upload - -n <name>`
        : undefined,
    });
  }
  if (name === undefined) {
    throw new UsageError(`${path === '-' ? 'standard input' : path} has no name for the drive`, {
      hint: 'Name the file, and upload it by itself: -n <name>',
    });
  }
  if (path === '-') await assertInput(stdin);
  return { path, name, isStream: true };
}

/**
 * Refuses a standard input that is the null device. Node opens it in place of one that is closed, as after `<&-`: an empty
 * file would be uploaded.
 */
async function assertInput(stdin: Input): Promise<void> {
  const fd: unknown = Reflect.get(stdin, 'fd');
  if (typeof fd !== 'number' || stdin.isTTY === true) return;
  const [input, nothing] = await Promise.all([
    promisify(fstat)(fd),
    stat(devNull).catch(() => undefined),
  ]).catch(() => []);
  if (!input?.isCharacterDevice() || input.rdev !== nothing?.rdev) return;
  throw new UsageError('standard input is closed, or the null device', {
    hint: `Pipe something in. An empty file: printf '' | mi files upload - -n <name>`,
  });
}
