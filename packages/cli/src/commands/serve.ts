import { once } from 'node:events';
import { Command, Option } from 'clipanion';
import { OfficeCommand } from '../command/ApiCommand.ts';
import { wholeNumber } from '../command/numbers.ts';
import { optionalPackage } from '../command/optionalPackage.ts';
import { UsageError } from '../errors/UsageError.ts';

const DEFAULT_PORT = 7373;
const DEFAULT_TIMEOUT_S = 600;
const KEY_VARIABLE = 'MITOSIS_SERVE_KEY';

/** `mi serve` */
export class Serve extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Serve your agents to other programs on this machine. Ctrl-C ends it.',
    details: `Serves the agents on 127.0.0.1 as models of OpenAI's API (--openai), over A2A (--a2a), or both, which is the default.
Programs need the key that is printed at the start: a new one each time, or the one in ${KEY_VARIABLE}.
With --json it prints one line: url, openai, a2a, and the key if it is new. Needs the package @mitosislabs/serve.`,
    examples: [
      ['All your agents, both ways', 'mi serve'],
      ['As models of OpenAI, for one office', 'mi serve --openai -o acme --port 0'],
      ['For a web page of yours', 'mi serve --openai --allow-origin http://localhost:5173 --port 0'],
    ],
  });

  override office = Option.String('-o,--office', {
    description: 'serve the agents of this office only; default: all your offices',
  });
  openai = Option.Boolean('--openai', false, { description: 'serve /v1/models and /v1/chat/completions' });
  a2a = Option.Boolean('--a2a', false, { description: 'serve /a2a/<office>/<agent>/' });
  port = Option.String('--port', { description: `the port, 0 for a free one; default: ${DEFAULT_PORT}` });
  allowOrigin = Option.Array('--allow-origin', {
    description: 'a web page that may call, as http://localhost:5173; may be repeated',
  });
  timeout = Option.String('--timeout', {
    description: `how long an answer or a task may take, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });
  // The server reports its work itself.
  protected override readonly showsProgress = false;

  async execute(): Promise<void> {
    const port = wholeNumber('--port', this.port, { max: 65_535 }) ?? DEFAULT_PORT;
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const { env, signal, stderr } = this.context;
    const { startServer } = await optionalPackage('@mitosislabs/serve', () => import('@mitosislabs/serve'));
    const both = this.openai === this.a2a;
    const server = await startServer({
      transport: await this.transport(),
      officeId: this.office === undefined ? undefined : await this.officeId(),
      openai: both || this.openai,
      a2a: both || this.a2a,
      key: env[KEY_VARIABLE] || undefined,
      port,
      allowedOrigins: this.allowOrigin ?? [],
      timeoutMs: seconds * 1000,
      log: (line) => void stderr.write(`${line}\n`),
    }).catch((error: unknown) => {
      throw named(error);
    });
    try {
      const { url } = server;
      const served = { openai: both || this.openai, a2a: both || this.a2a };
      // A key from the environment is not shown.
      const key = env[KEY_VARIABLE] ? undefined : server.key;
      if (this.json) this.out.line({ url, ...(key !== undefined && { key }), ...served });
      else this.out.text(banner(url, key, served), undefined);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
    }
  }
}

function banner(url: string, key: string | undefined, served: { openai: boolean; a2a: boolean }): string {
  return [
    'Your agents are served on this machine.',
    '',
    ...(served.openai ? [`  OpenAI  ${url}/v1, models as office/agent`] : []),
    ...(served.a2a ? [`  A2A     ${url}/a2a/<office>/<agent>/`] : []),
    `  key     ${key ?? `the one in ${KEY_VARIABLE}`}`,
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}

/** Names the option or variable that an error of the server is about. */
function named(error: unknown): unknown {
  const { argument, message } = Object(error) as { argument?: unknown; message?: unknown };
  const names: Readonly<Record<string, string>> = { key: KEY_VARIABLE, allowedOrigins: '--allow-origin' };
  const name = typeof argument === 'string' ? names[argument] : undefined;
  if (name === undefined) return error;
  return new UsageError(String(message).replaceAll(String(argument), name));
}
