import type {
  APIPromise,
  RequestOptions,
  ResponseKind,
  ServerSentEvent,
  StreamOptions,
  TransportLike,
  WireResponse,
} from '@mitosislabs/transport';
import type { Endpoint, InputOf, OutputOf } from '../contract/Endpoint.ts';
import { checkInput } from './checkInput.ts';
import { fillPath } from './fillPath.ts';
import { readOutput } from './readOutput.ts';
import type { ResponseValidator } from './responseValidator.ts';

type Call = { readonly [name: string]: unknown; readonly body?: unknown; readonly query?: unknown };
type Query = Record<string, string | number | boolean | undefined>;

/** What every group of operations stands on: a transport, and one way down to it. */
export abstract class GroupAPI {
  readonly #transport: TransportLike;
  readonly #check: ResponseValidator | undefined;

  /**
   * @param transport - What carries the requests.
   * @param check - Looks at each answer, see {@link responseValidator}. Default: none does.
   */
  constructor(transport: TransportLike, check?: ResponseValidator) {
    this.#transport = transport;
    this.#check = check;
  }

  /**
   * Calls one operation: checks the input, fills the path, picks the host, reads the answer.
   *
   * @param input - Path parameters, body and query; a function of none that makes them, when making them may fail.
   * @returns a promise that rejects for a wrong input too: nothing is thrown at once.
   */
  protected call<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E> | (() => InputOf<E>),
    options?: RequestOptions,
  ): APIPromise<OutputOf<E>> {
    const { responseType } = endpoint;
    return this.#request(
      endpoint,
      input,
      responseType === 'bytes' || responseType === 'stream' ? 'response' : responseType,
      options,
    );
  }

  /** Opens the bytes that one operation answers, as they come: without the cost of a `Response`. */
  protected openBytes<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E>,
    options?: RequestOptions,
  ): APIPromise<WireResponse> {
    return this.#request(endpoint, input, 'stream', options);
  }

  #request<T>(
    endpoint: Endpoint,
    input: unknown,
    as: ResponseKind,
    options: RequestOptions | undefined,
  ): APIPromise<T> {
    try {
      const given = (typeof input === 'function' ? input() : input) as Call;
      const { body, query } = checkInput(endpoint, given);
      // Whoever acts as an agent has no API key in hand.
      const isDashboard =
        endpoint.dashboardPath !== undefined && this.#transport.authMethod === 'api-key' && !options?.asAgent;
      const [method, path] = fillPath(endpoint, given, isDashboard ? endpoint.dashboardPath : undefined);
      return this.#transport.request<T>(method, path, {
        ...options,
        body,
        query: query as Query | undefined,
        idempotency: endpoint.idempotency,
        operation: endpoint.name,
        lookup: endpoint.lookup,
        host: isDashboard ? 'dashboard' : 'office-manager',
        as,
        parse: (json) => {
          const answer = readOutput(endpoint, json);
          this.#check?.(endpoint, answer);
          return answer;
        },
      });
    } catch (error) {
      const refused = Promise.reject(error);
      // The same promise: whichever of the two is waited for, the rejection has been seen to.
      return Object.assign(refused, { withResponse: () => refused });
    }
  }

  /** Opens the event stream of one operation. */
  protected openStream<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E>,
    options?: StreamOptions,
  ): AsyncGenerator<ServerSentEvent, void, undefined> {
    try {
      const { query } = checkInput(endpoint, input as Call);
      const [, path] = fillPath(endpoint, input as Call);
      return this.#transport.stream(path, {
        ...options,
        query: query as Query | undefined,
        operation: endpoint.name,
      });
    } catch (error) {
      return failing(error);
    }
  }
}

/** A stream whose first `next()` rejects. */
// biome-ignore lint/correctness/useYield: it fails before it yields
async function* failing(error: unknown): AsyncGenerator<never, void, undefined> {
  throw error;
}
