import type { Transport } from '@mitosislabs/transport';
import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { choose } from '../prompt/choose.ts';
import { kindOf, thingsIn } from './officeThings.ts';

/** The commands that make the first thing of a kind. */
const MAKERS: Readonly<Partial<Record<string, string>>> = {
  agent: 'mi agents hire -n <name>',
  task: 'mi tasks create -t <title>',
  file: 'mi files upload <path>',
  backup: 'mi agents action <agent> backup',
  group: 'mi xmtp create-group --name <name> --member <agent>',
};

/** The place of the things to pick from. */
interface PickFrom {
  office: string;
  transport: () => Promise<Transport>;
  /** The names to pick from, in place of those that the platform lists. */
  names?: (() => Promise<readonly string[]>) | undefined;
}

/**
 * Asks at the terminal for the thing that a missing argument names.
 *
 * @param word - The argument, as the help names it.
 * @throws {@link UsageError} if there is none to pick.
 */
export async function pick(
  word: string,
  { office, transport, names }: PickFrom,
  context: Context,
): Promise<string> {
  const kind = kindOf(word);
  const things = names
    ? (await names()).map((name) => ({ name, detail: undefined }))
    : kind === undefined
      ? []
      : await thingsIn(office, kind, await transport(), { signal: context.signal });
  if (things.length === 0) {
    const maker = kind && MAKERS[kind];
    throw new UsageError(`<${word}> is missing, and there is none to pick`, {
      hint: maker === undefined ? undefined : `Make one first: ${maker}`,
    });
  }
  const choices = things.map(({ name, detail = '' }) => ({ name, detail }));
  return choose(`Which ${word}?`, choices, context);
}
