import type { Readable, Writable } from 'node:stream';
import { assertOptions, MitosisError, type OptionNames } from '@mitosislabs/auth/errors';
import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { type MCPOptions, mcpOptions, settingsOf } from '../MCPOptions.ts';
import { ServerFactory } from './ServerFactory.ts';

/** Options of {@link serveStdio}. */
export interface StdioOptions extends MCPOptions {
  /** The stream to read from. Default: standard input. */
  stdin?: Readable | undefined;
  /** The stream to write to. Nothing else may write to it. Default: standard output. */
  stdout?: Writable | undefined;
}

const stdioOptions: OptionNames<StdioOptions> = { ...mcpOptions, stdin: true, stdout: true };

/** The longest line of the client, in bytes. */
const LONGEST_LINE = 10 * 1024 * 1024;

/** A server that runs. */
export interface RunningServer extends AsyncDisposable {
  /**
   * Resolves when the client has left. Rejects with a {@link MitosisError} `message_too_large` when a line of the client has more
   * than 10 MiB: what follows cannot be read. It need not be handled.
   */
  readonly ended: Promise<void>;
  /** Ends open calls, and closes the sessions with agents. Takes 3 s at most, and never fails. */
  close(): Promise<void>;
}

/**
 * Serves one client over standard input and output, until the client closes the input.
 *
 * @param options - The transport to the platform, and which tools are offered.
 * @throws {@link InvalidArgumentError} for options that are wrong.
 *
 * @example
 * ```ts
 * import { serveStdio } from '@mitosislabs/mcp';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' });
 * const server = serveStdio({ transport, readOnly: true });
 * await server.ended;
 * await server.close();
 * ```
 */
export function serveStdio(options: MCPOptions & StdioOptions): RunningServer {
  assertOptions('options', options, stdioOptions);
  const { stdin = process.stdin, stdout = process.stdout, ...others } = options;
  const factory = new ServerFactory(settingsOf(others));
  const wire = new Wire(stdin, stdout, { maxBufferSize: LONGEST_LINE });
  let leave: () => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    leave = resolve;
    for (const event of ['end', 'close', 'error']) stdin.once(event, () => resolve());
    for (const event of ['close', 'error']) stdout.once(event, () => resolve());
    // The transport closes by itself: the client has not left.
    wire.closed = () => reject(tooLarge());
  });
  ended.catch(() => undefined);
  const handle = serve(() => factory.create(), { transport: wire });
  const close = async (): Promise<void> => {
    leave();
    await handle.close().catch(() => undefined);
    await factory.close();
  };
  return { ended, close, [Symbol.asyncDispose]: close };
}

/** The standard streams, and a call when they are closed for any reason. */
class Wire extends StdioServerTransport {
  closed: () => void = () => undefined;

  override async close(): Promise<void> {
    await super.close();
    this.closed();
  }
}

function tooLarge(): MitosisError {
  return new MitosisError(`The client sent a line of more than ${LONGEST_LINE} bytes.`, {
    code: 'message_too_large',
    hint: 'Upload large files with `mi files upload`, and start the server again.',
  });
}
