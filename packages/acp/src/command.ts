import { parseArgs } from 'node:util';
import {
  accountCredentials,
  keystoreSources,
  officeVariable,
  resolveAccount,
} from '@mitosislabs/api/account';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { MitosisError } from '@mitosislabs/auth/errors';
import { Keystore } from '@mitosislabs/keystore';
import { Transport } from '@mitosislabs/transport';
import { oneLine } from './rpcError.ts';
import { serveACP } from './serveACP.ts';

const USAGE = `Usage: mitosis-acp <agent> [--office <id>] [--profile <name>]

Serves an agent of an office to an editor, over the Agent Client Protocol on standard input and output.
The account is that of \`mi login\`, or MITOSIS_API_KEY and MITOSIS_ENDPOINT. The office is MITOSIS_OFFICE, the default
office, or your only one.
`;

/**
 * Runs the command `mitosis-acp`: serves an agent on the standard streams until the input ends.
 *
 * @param argv - The words after the command's name.
 * @returns the exit code: 0, 1 after a failure, 2 when the words are wrong.
 *
 * @example
 * ```ts
 * import { run } from '@mitosislabs/acp/command';
 *
 * process.exitCode = await run(process.argv.slice(2));
 * ```
 */
export async function run(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const end = () => stop.abort();
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    const words = parse(argv);
    if (typeof words === 'string') {
      process.stderr.write(words);
      return argv.some((word) => word === '--help' || word === '-h') ? 0 : 2;
    }
    const { transport, defaultOffice } = await connect(words.profile);
    const officeId =
      words.office ?? officeVariable(process.env)?.value ?? defaultOffice ?? (await onlyOffice(transport));
    await serveACP({ transport, officeId, agentName: words.agent, signal: stop.signal });
    return 0;
  } catch (error) {
    const hint =
      error instanceof MitosisError && error.hint !== undefined ? `\nhint: ${oneLine(error.hint)}` : '';
    process.stderr.write(
      `error: ${oneLine(error instanceof Error ? error.message : String(error))}${hint}\n`,
    );
    return 1;
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

/** The words of the command line; the usage when they are wrong. */
function parse(argv: readonly string[]): { agent: string; office?: string; profile?: string } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        office: { type: 'string', short: 'o' },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const [agent, ...others] = positionals;
    const { help, ...rest } = values;
    if (help || !agent || others.length > 0) return USAGE;
    return { agent, ...rest };
  } catch (error) {
    return `error: ${oneLine(error instanceof Error ? error.message : String(error))}\n\n${USAGE}`;
  }
}

/** Connects as the account of this machine: the environment overrides the keystore. */
async function connect(
  profile: string | undefined,
): Promise<{ transport: Transport; defaultOffice: string | undefined }> {
  const { env } = process;
  const account = await resolveAccount({
    env,
    needsProfile: profile !== undefined,
    ...keystoreSources(
      () =>
        new Keystore({
          basePath: env['MITOSIS_HOME'] || undefined,
          profile: profile ?? (env['MI_PROFILE'] || undefined),
        }),
    ),
  });
  const { endpoint, dashboardEndpoint } = account;
  const credentials = accountCredentials(account);
  if (!credentials) {
    throw new MitosisError('You are not signed in.', {
      code: 'not_signed_in',
      hint: 'Run `npx -p @mitosislabs/sdk mi login` in a terminal, or set MITOSIS_API_KEY.',
    });
  }
  return {
    transport: new Transport({ endpoint, dashboardEndpoint, ...credentials }),
    defaultOffice: account.isProfileHost ? account.profile?.defaultOffice : undefined,
  };
}

async function onlyOffice(transport: Transport): Promise<string> {
  const [first, ...others] = await new OfficesAPI(transport).list();
  if (first && others.length === 0) return first.id;
  throw new MitosisError(first ? 'You own several offices, and none was named.' : 'You own no office yet.', {
    code: first ? 'office_unnamed' : 'no_office',
    hint: first
      ? 'Name one with --office <id>, or set MITOSIS_OFFICE.'
      : 'Create one: mi offices create -n <name>',
  });
}
