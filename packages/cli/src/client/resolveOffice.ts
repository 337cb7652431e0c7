import { officeVariable } from '@mitosislabs/api/account';
import type { Office, OfficesAPI } from '@mitosislabs/api/offices';
import type { RequestOptions } from '@mitosislabs/transport';
import { OS1Error } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from '../prompt/canAsk.ts';
import type { Settings } from './connect.ts';

/** The most offices to list in a hint. */
const MOST_NAMED = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The office to act on. `hint` helps when the platform does not know it. */
interface TakenOffice {
  id: string;
  hint?: string | undefined;
}

/**
 * Finds the office to act on: the one on the command line, or `MITOSIS_OFFICE`, or the default one, or the only one, or the one
 * that is picked at a terminal. Reads the settings and asks the platform only if needed: not for a whole id.
 */
export async function resolveOffice(
  named: string | undefined,
  settings: () => Promise<Settings>,
  context: Context,
): Promise<TakenOffice> {
  if (named !== undefined) return search(named, settings, context);
  const variable = officeVariable(context.env);
  if (variable !== undefined) {
    const { id } = await search(variable.value, settings, context);
    return { id, hint: `The office is the one in ${variable.name}: \`mi offices list\` shows yours.` };
  }
  const found = await settings();
  if (found.defaultOffice !== undefined) {
    return {
      id: found.defaultOffice,
      hint: 'This is the default office. `mi offices list` shows yours, `mi use <office>` sets another.',
    };
  }
  return { id: await onlyOne(found, context) };
}

/** Finds an office by the typed text. Unknown text is sent as an id, which the platform then refuses. */
async function search(
  word: string,
  settings: () => Promise<Settings>,
  context: Context,
): Promise<TakenOffice> {
  if (isOfficeId(word)) return { id: word };
  try {
    const offices = await listOffices(await settings(), context, { maxRetries: 0 });
    const office = findOffice(word, offices);
    if (office) return { id: office.id };
    return { id: word, hint: offices.length === 0 ? undefined : `Your offices: ${namesOf(offices)}.` };
  } catch (error) {
    // Commands on local keys need no account. Others report the same problem with their own request.
    if (context.signal.aborted || !isAboutAccount(error)) throw error;
    return { id: word };
  }
}

function isAboutAccount(error: unknown): boolean {
  return error instanceof OS1Error || (error instanceof CliError && !(error instanceof UsageError));
}

/** Returns the account's only office, or the one that is picked. */
async function onlyOne(settings: Settings, context: Context): Promise<string> {
  const offices = await listOffices(settings, context);
  const [first, ...others] = offices;
  if (!first) {
    throw new CliError('you own no office yet', {
      code: 'no_office',
      exitCode: ExitCode.notFound,
      hint: 'Create one: mi offices create -n <name>',
    });
  }
  if (others.length === 0) return first.id;
  if (canAsk(context)) {
    const { choose } = await import('../prompt/choose.ts');
    return choose(
      'Which office?',
      offices.map(({ id, name }) => ({ name, detail: id, value: id })),
      context,
    );
  }
  throw new UsageError('you own several offices, and none was named', {
    hint: `Name one, or set a default with \`mi use <office>\`: ${namesOf(offices)}.`,
  });
}

/** Whether a word is a whole id, which needs no search. */
export function isOfficeId(word: string): boolean {
  return UUID.test(word);
}

/** Lists the offices of the account. */
export async function listOffices(
  settings: Settings,
  context: Context,
  options: RequestOptions = {},
): Promise<Office[]> {
  const offices = await officesOf(settings, context);
  return offices.list({ ...options, signal: context.signal });
}

async function officesOf(settings: Settings, context: Context): Promise<OfficesAPI> {
  const [{ OfficesAPI }, { connect }, { showRequests }] = await Promise.all([
    import('@mitosislabs/api/offices'),
    import('./connect.ts'),
    import('../output/progress.ts'),
  ]);
  return new OfficesAPI(connect(settings, [showRequests(context)]));
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
function namesOf(offices: readonly Office[]): string {
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
  const api = await officesOf(settings, context);
  return api.get(word, { signal: context.signal }).catch((error: unknown) => {
    const isUnknown = error instanceof OS1Error && (error.status === 403 || error.status === 404);
    throw isUnknown ? noSuchOffice(word, offices) : error;
  });
}
