import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import type { Settings } from './connect.ts';
import { officeVariable } from './variables.ts';

/** The most offices to list in a hint. */
const MOST_NAMED = 5;

/** The office to act on. `hint` says where its id comes from, if the command line does not name it. */
interface TakenOffice {
  id: string;
  hint?: string;
}

/**
 * Finds the office to act on: the one on the command line, or `MITOSIS_OFFICE`, or the default one, or the only one. Reads the
 * settings and asks the platform only if needed.
 */
export async function resolveOffice(
  named: string | undefined,
  settings: () => Promise<Settings>,
  context: Context,
): Promise<TakenOffice> {
  if (named !== undefined) return { id: named };
  const variable = officeVariable(context.env);
  if (variable !== undefined) {
    return {
      id: variable.value,
      hint: `The office is the one in ${variable.name}: \`mi offices list\` shows yours.`,
    };
  }
  const found = await settings();
  if (found.defaultOffice !== undefined) {
    return {
      id: found.defaultOffice,
      hint: 'The office is the default one: `mi offices list` shows yours, `mi init --office <id>` sets another.',
    };
  }
  const [{ OfficesAPI }, { connect }] = await Promise.all([
    import('@mitosislabs/api/offices'),
    import('./connect.ts'),
  ]);
  const offices = await new OfficesAPI(connect(found)).list({ signal: context.signal });
  const [first, ...others] = offices;
  if (!first) {
    throw new CliError('you own no office yet', {
      code: 'no_office',
      exitCode: ExitCode.notFound,
      hint: 'Create one: mi offices create -n <name>',
    });
  }
  if (others.length === 0) return { id: first.id };
  const names = offices.slice(0, MOST_NAMED).map(({ id, name }) => `${id} (${name})`);
  if (offices.length > MOST_NAMED) names.push('…');
  throw new UsageError('you own several offices, and none was named', {
    hint: `Name one, or set a default with \`mi init --office <id>\`: ${names.join(', ')}.`,
  });
}
