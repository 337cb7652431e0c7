import {
  assertOptions,
  assertText,
  InvalidArgumentError,
  MitosisError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import { bindMethods } from '../bindMethods.ts';
import type { Control } from '../Control.ts';
import { followOptions, type MethodName, requestQuery } from '../methods.ts';
import { withSeedFile } from '../seed/seedFiles.ts';
import { validArgument, validArguments } from '../validArguments.ts';
import { followEvents } from './followEvents.ts';

/** Where a running emulator is, and the token that opens its control plane. */
export interface ControlConnection {
  /** Either host of the emulator: `http://127.0.0.1:8080`. */
  endpoint: string;
  /** The control token of the run: `emulator.controlToken`, or `controlToken` in the line of `mi dev --json`. */
  token: string;
  /** Sends the requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

const connectionOptions: OptionNames<ControlConnection> = { endpoint: true, token: true, fetch: true };

/**
 * Controls an emulator that runs in another process. It uses `fetch` alone, so that it also runs in a browser. It sends
 * nothing until a method is called.
 *
 * @param connection - The address of the emulator, and its control token.
 * @returns the same interface as `emulator.control`. Its methods reject with a {@link MitosisError} of the same code as
 * in process; with `emulator_unreachable` when nothing answers, and `unauthorized` when the token is another run's.
 * @throws {@link InvalidArgumentError} when the endpoint is not an origin, or the token is empty.
 *
 * @example
 * ```ts
 * import { startEmulator } from '@mitosislabs/emulator';
 * import { connectControl } from '@mitosislabs/emulator/control';
 *
 * const emulator = await startEmulator();
 * const control = connectControl({ endpoint: emulator.endpoint, token: emulator.controlToken });
 * const { apiKey } = await control.createUser('ada@example.com');
 * await control.setLimits({ hireLimit: { count: 100 } });
 * await emulator.close();
 * ```
 */
export function connectControl(connection: ControlConnection): Control {
  assertOptions('connection', connection, connectionOptions);
  const origin = originOf(connection.endpoint);
  assertText('connection.token', connection.token);
  // The character set of a token in a header; anything else would throw in `fetch`, and show the token.
  if (!/^[!-~]+$/.test(connection.token)) {
    throw new InvalidArgumentError('connection.token', 'must be visible ASCII characters');
  }
  const send = connection.fetch ?? ((input: string, init: RequestInit) => globalThis.fetch(input, init));
  const headers = { Authorization: `Bearer ${connection.token}` };
  const request = (path: string, { signal, ...init }: RequestInit): Promise<Response> =>
    send(`${origin}/__emulator/${path}`, { redirect: 'error', ...init, ...(signal && { signal }) }).catch(
      (cause: unknown) => {
        throw signal?.aborted ? signal.reason : unreachable(origin, cause);
      },
    );
  const invoke = (name: MethodName, args: readonly unknown[]): Promise<unknown> =>
    call(name, args).catch(async (error: unknown) => {
      throw name === 'seed' ? await withSeedFile(args[0], error) : error;
    });
  const call = async (name: MethodName, args: readonly unknown[]): Promise<unknown> => {
    const { body, type, signal } = encode(name, validArguments(name, args));
    const response = await request(`control/${name}`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': type },
      body,
      ...(signal && { signal }),
    });
    return decode(response, name, origin);
  };
  return bindMethods(invoke, (query = {}, options = {}) => {
    validArgument('query', requestQuery, query);
    validArgument('options', followOptions, options);
    const path = `log?query=${encodeURIComponent(JSON.stringify(query))}`;
    const open = (signal: AbortSignal): Promise<Response> => request(path, { headers, signal });
    return followEvents({
      open,
      refused: (response) => decode(response, 'log.follow', origin),
      broken: (cause) => unreachable(origin, cause),
      signal: options.signal,
    });
  });
}

function originOf(endpoint: string): string {
  let url: URL | undefined;
  try {
    url = new URL(assertText('connection.endpoint', endpoint));
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
  }
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.origin;
  throw new InvalidArgumentError('connection.endpoint', 'must be an address such as http://127.0.0.1:8080');
}

function encode(
  name: MethodName,
  args: readonly unknown[],
): { body: string | Uint8Array<ArrayBuffer>; type: string; signal?: AbortSignal | undefined } {
  const [first, second] = args;
  if (first instanceof Uint8Array) {
    return { body: first as Uint8Array<ArrayBuffer>, type: 'application/octet-stream' };
  }
  const type = 'application/json';
  if (name !== 'log.next') return { body: JSON.stringify(args), type };
  // A signal cannot be sent: closing the connection has the same effect.
  const { signal, ...options } = Object(second) as { signal?: AbortSignal };
  return { body: JSON.stringify([first, options]), type, signal };
}

async function decode(response: Response, name: string, origin: string): Promise<unknown> {
  try {
    if (response.status === 204) return undefined;
    const type = response.headers.get('Content-Type') ?? '';
    if (response.ok && type === 'application/octet-stream')
      return new Uint8Array(await response.arrayBuffer());
    const value: unknown = JSON.parse(await response.text());
    if (response.ok) return value;
    throw errorOf(Object(value), response.status);
  } catch (error) {
    if (error instanceof MitosisError) throw error;
    throw new MitosisError(`The response to ${name} is not one of an emulator: status ${response.status}.`, {
      code: 'not_an_emulator',
      hint: `Check that an emulator of this version runs at ${origin}.`,
      cause: error,
    });
  }
}

/** The error that the method threw in the emulator's process. */
function errorOf(body: object, status: number): MitosisError {
  const { error, code, hint, argument } = body as Readonly<Record<string, unknown>>;
  const message = typeof error === 'string' ? error : `The emulator refused the request with ${status}.`;
  const more = typeof hint === 'string' ? { hint } : {};
  if (code === 'invalid_argument' && typeof argument === 'string') {
    return new InvalidArgumentError(argument, message.slice(argument.length + 1, -1), more);
  }
  return new MitosisError(message, { code: typeof code === 'string' ? code : `http_${status}`, ...more });
}

function unreachable(origin: string, cause: unknown): MitosisError {
  return new MitosisError(`No emulator answers at ${origin}.`, {
    code: 'emulator_unreachable',
    hint: 'Start one with `mi dev` or startEmulator, and use its endpoint and control token.',
    cause,
  });
}
