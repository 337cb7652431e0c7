import { parseArgs } from 'node:util';
import { MitosisError } from '@mitosislabs/auth/errors';
import { connectAccount } from './account.ts';
import { inert } from './content/inert.ts';
import { serveHTTP } from './server/serveHTTP.ts';
import { serveStdio } from './server/serveStdio.ts';
import { VERSION } from './version.ts';

const HELP = `mitosis-mcp: Mitosis as an MCP server

usage: mitosis-mcp [options]

Speaks MCP over standard input and output, or over HTTP with --http. It uses the account
of mi (npx -p @mitosislabs/sdk mi login), or MITOSIS_API_KEY.

options:
  --http               listen on 127.0.0.1; prints the address and the token
  --port <port>        the port for --http; default: a free one
  --tools <which>      work: a dozen tools for daily work, and three for everything else
                       (the default); all: a tool for each operation
  --read-only          offer only what changes nothing
  --office <office>    use only this office
  --allow <names>      offer only these tools or operations: ask_agent,tasks.*
  --deny <names>       do not offer these
  --as <agent>         act as an agent whose key is on this machine
  --yes                delete and replace without asking
  --endpoint <url>     the platform to use
  --profile <name>     the account of mi to use
  --version, --help

MITOSIS_MCP_TOKEN sets the token for --http; otherwise it is random.
`;

/** Signals that end the server. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The streams and the environment of a run. */
export interface MainContext {
  /** The environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets errors, and the address and the token of `--http`. Default: standard error. */
  readonly stderr?: Pick<NodeJS.WritableStream, 'write'>;
  /** Gets the help and the version. Default: standard output. */
  readonly stdout?: Pick<NodeJS.WritableStream, 'write'>;
}

/**
 * Runs the server as its own program: `npx @mitosislabs/mcp`.
 *
 * @param argv - The arguments after the name of the program.
 * @param context - The environment and streams. Default: those of the process.
 * @returns the exit code: 0 when the client has left, 1 for a failure, 2 for wrong arguments.
 *
 * @example
 * ```ts
 * import { main } from '@mitosislabs/mcp/main';
 *
 * process.exitCode = await main(['--read-only']);
 * ```
 */
export async function main(argv: readonly string[], context: MainContext = {}): Promise<number> {
  const { env = process.env, stderr = process.stderr, stdout = process.stdout } = context;
  const say = (text: string): void => {
    stderr.write(`${inert(text)}\n`);
  };
  const flags = parse(argv, say);
  if (!flags) return 2;
  if (flags.help || flags.version) {
    stdout.write(flags.help ? HELP : `${VERSION}\n`);
    return 0;
  }
  let onSignal = (): void => undefined;
  const stop = new Promise<void>((resolve) => {
    onSignal = resolve;
  });
  try {
    const account = await connectAccount(env, { ...flags, agent: flags.as }, (text) => say(`note: ${text}`));
    const options = {
      ...account,
      tools: flags.tools as 'work' | 'all' | undefined,
      readOnly: flags['read-only'],
      allow: names(flags.allow),
      deny: names(flags.deny),
      yes: flags.yes,
    };
    for (const signal of SIGNALS) process.once(signal, onSignal);
    if (!flags.http) {
      await using server = serveStdio(options);
      await Promise.race([server.ended, stop]);
      return 0;
    }
    await using server = await serveHTTP({
      ...options,
      port: flags.port === undefined ? 0 : Number(flags.port),
      token: env['MITOSIS_MCP_TOKEN'] || undefined,
    });
    say(`Listening on ${server.url}`);
    say(`Authorization: Bearer ${server.token}`);
    await stop;
    return 0;
  } catch (error) {
    say(`error: ${named((error as Error).message)}`);
    if (MitosisError.isInstance(error) && error.hint !== undefined) say(`hint: ${error.hint}`);
    return MitosisError.isInstance(error) && error.code === 'invalid_argument' ? 2 : 1;
  } finally {
    // The program around it hears the next signal itself.
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Names the flag or the variable in place of the option that it sets. */
function named(message: string): string {
  return message
    .replace(/^options\.token\b/, 'MITOSIS_MCP_TOKEN')
    .replace(/^options\.(tools|allow|deny|office|port)\b/, '--$1');
}

function parse(argv: readonly string[], say: (text: string) => void) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        http: { type: 'boolean', default: false },
        port: { type: 'string' },
        tools: { type: 'string' },
        'read-only': { type: 'boolean', default: false },
        office: { type: 'string' },
        allow: { type: 'string', multiple: true },
        deny: { type: 'string', multiple: true },
        as: { type: 'string' },
        yes: { type: 'boolean', short: 'y', default: false },
        endpoint: { type: 'string' },
        profile: { type: 'string' },
        version: { type: 'boolean', short: 'v', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.port !== undefined && (!values.http || !/^\d+$/.test(values.port))) {
      throw new Error(values.http ? '--port must be a number' : '--port needs --http');
    }
    return values;
  } catch (error) {
    say(`error: ${(error as Error).message}\nhint: mitosis-mcp --help lists the options.`);
    return undefined;
  }
}

/** Splits lists of names: `--allow a,b --allow c`. */
function names(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap((value) =>
    value
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  );
}
