import type {
  APIPromise,
  RequestOptions,
  ServerSentEvent,
  StreamOptions,
  WireResponse,
} from '@mitosislabs/transport';
import type { Endpoint } from '../contract/Endpoint.ts';
import { StreamingGroupAPI } from './StreamingGroupAPI.ts';

/** The input of an operation: its path parameters by name, its JSON body, and its query. */
export interface OperationInput {
  /** The JSON body. */
  readonly body?: unknown;
  /** The query parameters. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** A path parameter. */
  readonly [name: string]: unknown;
}

/**
 * Calls any operation by its contract entry, for tools that know the operation only at run time. Programs use the class of
 * the group, whose methods are typed.
 *
 * @example
 * ```ts
 * import { contract } from '@mitosislabs/api/contract';
 * import { OperationAPI } from '@mitosislabs/api/operation';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const operations = new OperationAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const task = await operations.request(contract.tasks.create, { officeId: 'office-id', body: { title: 'Triage inbox' } });
 * ```
 */
export class OperationAPI extends StreamingGroupAPI {
  /**
   * Calls an operation.
   *
   * @param endpoint - The contract entry.
   * @param input - Path parameters, body and query. Checked against the contract before anything is sent.
   * @param options - Time limits, retries, signal, headers.
   * @returns the parsed response; `undefined` if the operation returns nothing, a `Response` if it returns bytes.
   * @throws {@link InvalidArgumentError} for input that the contract does not allow.
   * @throws {@link OS1Error} for every failure of the request.
   */
  request(endpoint: Endpoint, input: OperationInput, options?: RequestOptions): APIPromise<unknown> {
    return this.call<Endpoint>(endpoint, input as never, options);
  }

  /**
   * Calls an operation, and leaves the body of its response unread.
   *
   * @param endpoint - The contract entry.
   * @param input - Path parameters, body and query. Checked against the contract before anything is sent.
   * @param options - Limits of silence, retries, signal, headers.
   * @returns the head of the response, and its bytes as they come.
   * @throws {@link InvalidArgumentError} for input that the contract does not allow.
   * @throws {@link OS1Error} for every failure of the request.
   */
  open(endpoint: Endpoint, input: OperationInput, options?: RequestOptions): APIPromise<WireResponse> {
    return this.openBytes<Endpoint>(endpoint, input as never, options);
  }

  /**
   * Opens an operation that streams events.
   *
   * @param endpoint - The contract entry.
   * @param input - Path parameters and query.
   * @param options - Limits of silence, reconnects, the event to continue after, signal, headers.
   * @returns the events. Leaving the loop closes the connection.
   * @throws {@link OS1Error} for every failure.
   */
  stream(
    endpoint: Endpoint,
    input: OperationInput,
    options?: StreamOptions,
  ): AsyncGenerator<ServerSentEvent, void, undefined> {
    return this.openStream<Endpoint>(endpoint, input as never, options);
  }
}
