import { InvalidArgumentError } from '@mitosislabs/auth/errors';

const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/**
 * Headers out of several sources, names in lower case; later ones win, however they spell a name. Not a `Headers`: it
 * would join two spellings of one name, and costs time in every call.
 */
export function mergeHeaders(
  ...sources: readonly (Readonly<Record<string, string>> | undefined)[]
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const source of sources) {
    for (const name in source) merged[name.toLowerCase()] = source[name] ?? '';
  }
  return merged;
}

/** Refuses what `fetch` cannot send as a header, without repeating the value: it may be a secret. */
export function assertHeaders(argument: string, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) {
      // Of an authenticator it may be the secret, in the place of the name.
      const got = argument === 'auth' ? '' : `, got ${JSON.stringify(name)}`;
      throw new InvalidArgumentError(argument, `must have names of letters, digits and -${got}`);
    }
    if (typeof value !== 'string' || !VALUE.test(value)) {
      throw new InvalidArgumentError(
        `${argument}.${name}`,
        'must be Latin-1 text without control characters',
        {
          hint: 'Percent-encode other text.',
        },
      );
    }
  }
}
