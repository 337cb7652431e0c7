import { once } from 'node:events';
import { officeVariable } from '@mitosislabs/api/account';
import type { Transport } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { McpCommand } from '../command/McpCommand.ts';
import { wholeNumber } from '../command/numbers.ts';
import { optionalPackage } from '../command/optionalPackage.ts';
import { UsageError } from '../errors/UsageError.ts';

/** `mi mcp` */
export class Mcp extends McpCommand {
  static override usage = Command.Usage({
    description: 'Serve the platform as tools to a model, over MCP.',
    details: `Claude, Cursor, VS Code and Zed start this command and speak to it over standard input and output; it ends when
they do. \`mi mcp install\` sets it up. With --http it listens on 127.0.0.1, for clients with its token.
What deletes or replaces something asks the user through the client, and is refused if the client cannot ask, unless
--yes is given. Needs the package @mitosislabs/mcp.`,
    examples: [
      ['The command for the settings of a client', 'mi mcp'],
      ['Only look, in one office', 'mi mcp --read-only --office 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['Over HTTP', 'mi mcp --http --port 0'],
    ],
  });

  http = Option.Boolean('--http', false, {
    description: 'listen on 127.0.0.1; prints the address and the token',
  });
  port = Option.String('--port', { description: 'the port for --http; default: a free one' });
  override yes = Option.Boolean('-y,--yes', false, { description: 'delete and replace without asking' });
  // Standard output and standard error belong to the client.
  protected override readonly showsProgress = false;

  async execute(): Promise<void> {
    await this.#serve().catch((error: unknown) => {
      throw named(error);
    });
  }

  async #serve(): Promise<void> {
    const { stdin, stdout, env, signal } = this.context;
    const port = wholeNumber('--port', this.port, { max: 65_535 });
    if (port !== undefined && !this.http) throw new UsageError('--port needs --http');
    const { serverOptions } = this;
    const { serveHTTP, serveStdio } = await optionalPackage(
      '@mitosislabs/mcp',
      () => import('@mitosislabs/mcp'),
    );
    const settings = await this.settings();
    const office =
      this.office === undefined && this.as === undefined ? undefined : await this.officeOf(this.office);
    const options = {
      ...serverOptions,
      transport: await this.#transport(office),
      office,
      defaultOffice: officeVariable(env) ? await this.officeOf(undefined) : settings.defaultOffice,
      yes: this.yes,
      secrets: [settings.apiKey?.value, settings.jwtSecret].filter((secret) => secret !== undefined),
    };
    if (!this.http) {
      const server = serveStdio({ ...options, stdin, stdout });
      try {
        await Promise.race([server.ended, aborted(signal)]);
      } finally {
        await server.close();
      }
      return;
    }
    const server = await serveHTTP({ ...options, port, token: env['MITOSIS_MCP_TOKEN'] || undefined });
    try {
      const { url, token } = server;
      if (this.json) this.out.line({ url, token });
      else this.out.text(`Listening on ${url}\nAuthorization: Bearer ${token}\nCtrl-C ends it.`, undefined);
      await aborted(signal);
    } finally {
      await server.close();
    }
  }

  /** The transport of the account, or of the agent that `--as` names. */
  async #transport(office: string | undefined): Promise<Transport> {
    if (this.as === undefined || office === undefined) return this.transport();
    const [{ connectAsAgent }, { Passphrases }] = await Promise.all([
      import('../client/connectAsAgent.ts'),
      import('../prompt/Passphrases.ts'),
    ]);
    // Standard input belongs to the client: only MITOSIS_KEY_PASSPHRASE can have the passphrase.
    const passphrase = () => new Passphrases({ ...this.context, noInput: true }).current();
    const acting = { office, agent: this.as, profile: this.profile, isDashboard: false, passphrase };
    return connectAsAgent(acting, await this.settings(), this.context, []);
  }
}

/** Names the flag or the variable in place of the option of the server that is wrong. */
function named(error: unknown): unknown {
  const { argument, message, hint } = Object(error) as Record<'argument' | 'message' | 'hint', unknown>;
  const [, option = ''] = /^options\.(tools|allow|deny|token)$/.exec(String(argument)) ?? [];
  if (option === '') return error;
  const name = option === 'token' ? 'MITOSIS_MCP_TOKEN' : `--${option}`;
  return new UsageError(String(message).replace(`options.${option}`, name), {
    hint: typeof hint === 'string' ? hint : undefined,
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
