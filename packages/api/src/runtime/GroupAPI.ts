import { assertOptions, InvalidArgumentError, kindOf, type OptionNames } from '@mitosislabs/auth/errors';
import type {
  APIPromise,
  HttpMethod,
  RequestOptions,
  ResponseKind,
  TransportLike,
  WireResponse,
} from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';
import type { Endpoint, InputOf, OutputOf } from '../contract/Endpoint.ts';
import { firstIssue, requiredSchema, type Schema, unknown } from '../contract/schema.ts';
import type { ResponseValidator } from './responseValidator.ts';

const MAX_TIME_MS = 8.64e15;
const HALF_PAIR = /\p{Surrogate}/u;

/** Path parameters by name, body and query. */
export type Input = { readonly [name: string]: unknown; readonly body?: unknown; readonly query?: unknown };
/** A query that was checked. */
export type Query = Record<string, string | number | boolean | undefined>;

/** The base class of all groups of operations: sends their requests through a transport. */
export abstract class GroupAPI {
  readonly #transport: TransportLike;
  readonly #check: ResponseValidator | undefined;

  /**
   * @param transport - Sends the requests.
   * @param check - Checks each response: see {@link responseValidator}. Default: no check.
   */
  constructor(transport: TransportLike, check?: ResponseValidator) {
    this.#transport = transport;
    this.#check = check;
  }

  /**
   * Calls one operation: checks the input, fills the path, picks the host, reads the response.
   *
   * @param input - Path parameters, body and query; or a function that returns them, if that can fail.
   * @param as - How to read the response. Default: as the contract says, bytes and events as a `Response`.
   * @returns a promise that also rejects for invalid input: nothing is thrown synchronously.
   */
  protected call<E extends Endpoint, T = OutputOf<E>>(
    endpoint: E,
    input: InputOf<E> | (() => InputOf<E>),
    options?: RequestOptions,
    as?: ResponseKind,
  ): APIPromise<T> {
    try {
      const given = (typeof input === 'function' ? input() : input) as Input;
      if (options !== undefined) assertOptions('options', options, requestOptions);
      const { body, query } = checkInput(endpoint, given);
      // Requests signed as an agent do not send the API key.
      const isDashboard =
        endpoint.dashboardPath !== undefined && this.#transport.authMethod === 'api-key' && !options?.asAgent;
      const { responseType } = endpoint;
      const isRaw = responseType === 'bytes' || responseType === 'stream';
      const [method, path] = fillPath(endpoint, given, isDashboard ? endpoint.dashboardPath : undefined);
      return this.#transport.request<T>(method, path, {
        ...options,
        body,
        query: query as Query | undefined,
        idempotency: endpoint.idempotency,
        operation: endpoint.name,
        lookup: endpoint.lookup,
        host: isDashboard ? 'dashboard' : 'office-manager',
        as: as ?? (isRaw ? 'response' : responseType),
        // Accepts the forms of older servers: `null` for an empty list, times in ms.
        parse: (json) => {
          const value = endpoint.read ? endpoint.read(json) : json;
          const answer = endpoint.output ? read(endpoint.output, value) : value;
          this.#check?.(endpoint, answer);
          return answer;
        },
      });
    } catch (error) {
      const refused = Promise.reject(error);
      // The same promise: the rejection is handled whichever of the two is awaited.
      return Object.assign(refused, { withResponse: () => refused });
    }
  }

  /** Opens the response of one operation as a stream of bytes, without the cost of a `Response`. */
  protected openBytes<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E>,
    options?: RequestOptions,
  ): APIPromise<WireResponse> {
    return this.call<E, WireResponse>(endpoint, input, options, 'stream');
  }
}

/** Checks body and query against the contract, before anything is sent, and returns them. */
export function checkInput(
  endpoint: Endpoint,
  input: { readonly body?: unknown; readonly query?: unknown },
): { body: unknown; query: unknown } {
  const { body, query } = input;
  if (endpoint.body) check(endpoint.body, body, endpoint.argument ?? 'req', endpoint.bodyField);
  if (endpoint.query) {
    const name = endpoint.argument ?? 'opts';
    // A body may have fields that a newer server knows. A misspelt filter would silently return everything.
    if (endpoint.query.type === 'object') {
      assertOptions(name, query, endpoint.query.fields as OptionNames<object>);
    }
    const values = query === undefined ? {} : query;
    check(endpoint.query, values, name, endpoint.queryField);
    for (const [key, value] of Object.entries(values as object)) assertWellFormed(`${name}.${key}`, value);
  }
  return { body, query };
}

/** An error names the argument, and the path into it unless the argument stands for the one `field` of `value`. */
function check(schema: Schema<unknown>, value: unknown, name: string, field?: string): void {
  const issue = value === undefined ? { path: [], problem: 'is missing' } : firstIssue(schema, value);
  if (!issue) return;
  const path = field === undefined ? issue.path : issue.path.slice(1);
  throw new InvalidArgumentError([name, ...path].join('.'), issue.problem);
}

/**
 * Fills a route's path parameters, each into exactly one segment: percent-encoded, `/` included. Refuses names that
 * could lead to another route.
 */
export function fillPath(
  endpoint: Endpoint,
  input: Readonly<Record<string, unknown>>,
  otherPath?: string,
): [HttpMethod, string] {
  const [method, path] = endpoint.route.split(' ') as [HttpMethod, string];
  const filled = (otherPath ?? path).replace(/{(\w+)}/g, (_, name: string) =>
    encodeURIComponent(assertName(endpoint, name, input[name])),
  );
  return [method, filled];
}

/**
 * Refuses names that cannot stand in a route: anything but text, an empty segment, `.`, `..`, half of a surrogate pair,
 * and names of other operations.
 */
export function assertName(endpoint: Endpoint, name: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidArgumentError(name, `must be text, got ${kindOf(value)}`);
  if (value === '') throw new InvalidArgumentError(name, 'must not be empty');
  if (value === '.' || value === '..') throw new InvalidArgumentError(name, `must not be ${value}`);
  if (endpoint.reserved?.[name]?.includes(value)) {
    throw new InvalidArgumentError(name, `must not be ${value}: that name leads to another operation`);
  }
  assertWellFormed(name, value);
  return value;
}

/** Refuses text with half of a surrogate pair: it would be sent as another character. */
export function assertWellFormed(name: string, value: unknown): void {
  if (typeof value === 'string' && HALF_PAIR.test(value)) {
    throw new InvalidArgumentError(name, 'is not well-formed text: it has half of a surrogate pair');
  }
}

/**
 * Reads a value of a JSON response, and changes it in place: it is fresh from the parser. Throws for a value of another kind;
 * the transport turns that into an SDK error.
 */
function read(schema: Schema<unknown>, value: unknown): unknown {
  if (schema.type === 'array') {
    if (value === null) return [];
    if (!Array.isArray(value)) throw new TypeError(`${kindOf(value)} instead of a list`);
    if (schema.items.type === 'object') for (const one of value) read(schema.items, one);
    return value;
  }
  if (schema.type !== 'object' && schema.type !== 'record') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${kindOf(value)} instead of an object`);
  }
  if (schema.type !== 'object') return value;
  const object = value as Record<string, unknown>;
  for (const name in schema.fields) {
    const field = object[name];
    if (field === undefined) continue;
    const known = requiredSchema(schema.fields[name] ?? unknown);
    if (known.type === 'array') {
      object[name] = read(known, field);
      // Some servers send it in ms.
    } else if (name === 'created_at' && typeof field === 'number' && Math.abs(field) <= MAX_TIME_MS) {
      object[name] = new Date(field).toISOString();
    }
  }
  return value;
}
