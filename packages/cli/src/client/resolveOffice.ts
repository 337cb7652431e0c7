import { OS1Error } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from '../prompt/canAsk.ts';
import type { Settings } from './connect.ts';
import { findOffice, isOfficeId, listOffices, namesOf } from './findOffice.ts';
import { officeVariable } from './variables.ts';

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
