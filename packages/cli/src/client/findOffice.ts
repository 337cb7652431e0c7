import type { Office } from '@mitosislabs/api/offices';
import type { RequestOptions } from '@mitosislabs/transport';
import { OS1Error } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import type { Settings } from './connect.ts';

/** The most offices to list in a hint. */
const MOST_NAMED = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a word is a whole id, which needs no search. */
export function isOfficeId(word: string): boolean {
  return UUID.test(word);
}

/** Lists the offices of the account. */
export async function listOffices(
  settings: Settings,
  { signal }: Context,
  options: RequestOptions = {},
): Promise<Office[]> {
  const [{ OfficesAPI }, { connect }] = await Promise.all([
    import('@mitosislabs/api/offices'),
    import('./connect.ts'),
  ]);
  return new OfficesAPI(connect(settings)).list({ ...options, signal });
}

/**
 * Finds an office by its id, its name, or the beginning of either, in this order.
 *
 * @returns `undefined` if none fits.
 * @throws {@link UsageError} if several fit.
 */
export function findOffice(word: string, offices: readonly Office[]): Office | undefined {
  const lower = word.toLowerCase();
  const readings: ((office: Office) => boolean)[] = [
    ({ id }) => id === word,
    ({ name }) => name === word,
    ({ name }) => name.toLowerCase() === lower,
    ({ id, name }) => id.startsWith(word) || name.toLowerCase().startsWith(lower),
  ];
  for (const fits of readings) {
    const [first, ...others] = word === '' ? [] : offices.filter(fits);
    if (first && others.length === 0) return first;
    if (first) {
      throw new UsageError(`${word} matches several offices`, {
        hint: `Name one of them by its id: ${namesOf([first, ...others])}.`,
      });
    }
  }
  return undefined;
}

/** Returns the error for an office that the account does not have. */
function noSuchOffice(word: string, offices: readonly Office[]): CliError {
  return new CliError(`you have no office ${word}`, {
    code: 'not_found',
    exitCode: ExitCode.notFound,
    hint: offices.length === 0 ? 'Create one: mi offices create -n <name>' : `Yours: ${namesOf(offices)}.`,
  });
}

/** Lists offices for a hint: `o1 (acme), o2 (lab)`. */
export function namesOf(offices: readonly Office[]): string {
  const names = offices.slice(0, MOST_NAMED).map(({ id, name }) => `${id} (${name})`);
  if (offices.length > MOST_NAMED) names.push('…');
  return names.join(', ');
}

/** A checked office. The name of another user's office is unknown. */
interface CheckedOffice {
  id: string;
  name?: string;
}

/**
 * Checks an office that is to be the default one.
 *
 * @param word - Its id, its name, or the beginning of either.
 * @throws {@link CliError} `not_found` if the account may not use it.
 */
export async function checkOffice(
  word: string,
  settings: Settings,
  context: Context,
): Promise<CheckedOffice> {
  const offices = await listOffices(settings, context);
  const found = findOffice(word, offices);
  if (found) return found;
  if (!isOfficeId(word)) throw noSuchOffice(word, offices);
  const [{ OfficesAPI }, { connect }] = await Promise.all([
    import('@mitosislabs/api/offices'),
    import('./connect.ts'),
  ]);
  return new OfficesAPI(connect(settings)).get(word, { signal: context.signal }).catch((error: unknown) => {
    const isUnknown = error instanceof OS1Error && (error.status === 403 || error.status === 404);
    throw isUnknown ? noSuchOffice(word, offices) : error;
  });
}
