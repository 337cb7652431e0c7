import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { checkSeed } from './checkSeed.ts';
import type { Seed } from './Seed.ts';

/**
 * Reads a seed from a file, and checks it.
 *
 * @param path - A JSON file, or a YAML file.
 * @returns the seed, for `emulator.control.seed` or the option `seed`.
 * @throws {@link MitosisError} `seed_unreadable` when the file cannot be read or is neither JSON nor YAML, `seed_invalid` when
 * a field is wrong. The message has the path of the field and the values that are allowed.
 *
 * @example
 * ```ts
 * import { readSeedFile, startEmulator } from '@mitosislabs/emulator';
 *
 * const emulator = await startEmulator({ seed: await readSeedFile('office.yaml') });
 * ```
 */
export async function readSeedFile(path: string): Promise<Seed> {
  const seed = await parse(path);
  try {
    checkSeed(seed);
    return seed;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    // The whole file is the seed: its paths begin with the first field.
    const message = error.message.replace(/^seed\.?/, '').trim();
    throw new MitosisError(`${path}: ${message.startsWith('must') ? 'it ' : ''}${message}`, {
      code: 'seed_invalid',
      hint: error.hint ?? 'The fields and their values are in seed.schema.json of @mitosislabs/emulator.',
      cause: error,
    });
  }
}

async function parse(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8');
    if (extname(path).toLowerCase() === '.json') return JSON.parse(text.replace(/^\uFEFF/, ''));
    // Loaded late: most emulators have no seed file.
    const { parse: parseYaml } = await import('yaml');
    return parseYaml(text) ?? {};
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new MitosisError(`The seed file ${path} cannot be read: ${reason}`, {
      code: 'seed_unreadable',
      hint: 'Name a JSON or YAML file that exists.',
      cause,
    });
  }
}
