import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { checkSeed } from './checkSeed.ts';
import type { Seed } from './Seed.ts';
import { noteSeedFile } from './seedFiles.ts';

/**
 * Reads a seed from a file, and checks it.
 *
 * @param path - A JSON file, or a YAML file.
 * @returns the seed, for `emulator.control.seed` or the option `seed`.
 * @throws {@link MitosisError} `seed_unreadable` when the file cannot be read or is neither JSON nor YAML, `seed_invalid` when
 * a field is wrong. The message has the line, the path of the field and the values that are allowed. The emulator rejects with
 * the same code what the state refuses, such as a key of another user.
 *
 * @example
 * ```ts
 * import { readSeedFile, startEmulator } from '@mitosislabs/emulator';
 *
 * const emulator = await startEmulator({ seed: await readSeedFile('office.yaml') });
 * ```
 */
export async function readSeedFile(path: string): Promise<Seed> {
  const text = await read(path);
  const seed = await parse(path, text);
  try {
    checkSeed(seed);
    // The state may refuse it later, such as a key of another user.
    noteSeedFile(seed, (error) => located(error, path, text));
    return seed;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw await located(error, path, text);
  }
}

/** Returns the error of a field with its line in the file. */
async function located(error: InvalidArgumentError, path: string, text: string): Promise<MitosisError> {
  // The whole file is the seed: its paths begin with the first field.
  const message = error.message.replace(/\bseed(\.(?=users|offices)|\.?(?=\w)| )/g, '').trim();
  const { lineOfField } = await import('./lineOfField.ts');
  const line = await lineOfField(text, error.argument.replace(/^seed\.?/, ''));
  return new MitosisError(`${path}:${line}: ${message.startsWith('must') ? 'it ' : ''}${message}`, {
    code: 'seed_invalid',
    hint: error.hint ?? 'The fields and their values are in seed.schema.json of @mitosislabs/emulator.',
    cause: error,
  });
}

async function read(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code: unknown = Reflect.get(Object(cause), 'code');
    const problems: Readonly<Record<string, string>> = { ENOENT: 'does not exist', EISDIR: 'is a folder' };
    const problem = problems[String(code)] ?? `cannot be read (${String(code)})`;
    throw unreadable(`The seed file ${path} ${problem}.`, 'Name a JSON or YAML file that exists.', cause);
  }
}

async function parse(path: string, text: string): Promise<unknown> {
  // Loaded late: most emulators have no seed file.
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [mistake] = [...document.errors, ...document.warnings];
  const isJson = extname(path).toLowerCase() === '.json';
  try {
    // YAML takes more than JSON, such as a comma too many.
    if (isJson) return JSON.parse(text);
    if (!mistake) return document.toJS() ?? {};
  } catch (cause) {
    // The position that V8 names, if it names one.
    const offset = /at position (\d+)/.exec((cause as Error).message)?.[1];
    const place = mistake ?? (offset === undefined ? undefined : { pos: [Number(offset)] });
    throw malformed(path, place && lines.linePos(place.pos[0] ?? 0), (cause as Error).message, cause);
  }
  const message = mistake.code === 'MULTIPLE_DOCS' ? 'A seed is one document, not several' : mistake.message;
  throw malformed(path, lines.linePos(mistake.pos[0]), message, mistake);
}

function malformed(
  path: string,
  place: { line: number; col: number } | undefined,
  message: string,
  cause: unknown,
): MitosisError {
  const where = place ? `${path}:${place.line}:${place.col}` : path;
  const kind = extname(path).toLowerCase() === '.json' ? 'JSON' : 'YAML';
  return unreadable(
    `${where}: ${message.split('\n')[0]}`,
    `The file is not valid ${kind}: correct it there.`,
    cause,
  );
}

function unreadable(message: string, hint: string, cause: unknown): MitosisError {
  return new MitosisError(message, { code: 'seed_unreadable', hint, cause });
}
