import { assertOptions } from '@mitosislabs/auth/errors';
import type { ServerSentEvent, StreamOptions, TransportLike } from '@mitosislabs/transport';
import { streamOptions } from '@mitosislabs/transport/optionNames';
import type { Endpoint, InputOf } from '../contract/Endpoint.ts';
import { checkInput, fillPath, GroupAPI, type Input, type Query } from './GroupAPI.ts';
import type { ResponseValidator } from './responseValidator.ts';

/** The base class of groups with event streams. Apart, so that the other groups stay small. */
export abstract class StreamingGroupAPI extends GroupAPI {
  readonly #transport: TransportLike;

  /**
   * @param transport - Sends the requests.
   * @param check - Checks each response: see {@link responseValidator}. Default: no check.
   */
  constructor(transport: TransportLike, check?: ResponseValidator) {
    super(transport, check);
    this.#transport = transport;
  }

  /** Opens the event stream of one operation. */
  protected openStream<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E>,
    options?: StreamOptions,
  ): AsyncGenerator<ServerSentEvent, void, undefined> {
    try {
      assertOptions('options', options, streamOptions);
      const { query } = checkInput(endpoint, input as Input);
      const [, path] = fillPath(endpoint, input as Input);
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
async function* failing(error: unknown): AsyncGenerator<never, void, undefined> {
  yield await Promise.reject<never>(error);
}
