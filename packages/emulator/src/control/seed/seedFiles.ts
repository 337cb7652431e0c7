import type { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';

/** Returns the error with the place in the file of the field that is wrong. */
type Locate = (error: InvalidArgumentError) => Promise<MitosisError>;

/** The seeds that were read from files. */
const files = new WeakMap<object, Locate>();

/** Notes that a seed was read from a file. */
export function noteSeedFile(seed: object, locate: Locate): void {
  files.set(seed, locate);
}

/** Returns the error of a seed with the place in its file, if it was read from one. */
export async function withSeedFile(seed: unknown, error: unknown): Promise<unknown> {
  const locate = files.get(Object(seed));
  const isOfSeed = /^seed\b/.test(String(Reflect.get(Object(error), 'argument')));
  return locate && isOfSeed ? locate(error as InvalidArgumentError) : error;
}
