import type { BodyOf, Endpoint, Group, OutputOf, PathNames, QueryOf } from '@mitosislabs/api/contract';
import type { OfficeRow } from '../store/tables/offices.ts';
import type { Caller } from './Caller.ts';
import type { Host } from './Host.ts';

/** A file in a request or a response. */
export interface FileContent {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The facts that every handler gets. */
export interface RequestFacts {
  /** The host that the request came to. */
  readonly host: Host;
  /** The caller. It has been checked that it may act on the office. */
  readonly caller: Caller;
  /** `Last-Event-ID`: the last event of a stream that the client has. */
  readonly lastEventId: string | undefined;
  /** Aborts when the client no longer waits for the response. */
  readonly signal: AbortSignal;
}

/** One request to one operation, checked against the contract. */
export type Context<E> = RequestFacts & {
  readonly params: { readonly [Name in PathNames<E>[number]]: string };
  readonly body: E extends { multipart: string }
    ? FileContent
    : E extends { body: unknown }
      ? BodyOf<E>
      : undefined;
  readonly query: E extends { query: unknown } ? QueryOf<E> : undefined;
} & ('officeId' extends PathNames<E>[number] ? { readonly office: OfficeRow } : unknown);

/** The result of a handler: a value that the contract describes, a file, or an event stream as text. */
type Result<E> = E extends { responseType: 'bytes' }
  ? FileContent
  : E extends { responseType: 'stream' }
    ? AsyncIterable<string>
    : OutputOf<E>;

/**
 * Serves one operation. It runs in a transaction that ends when it returns: an asynchronous handler returns a promise, and
 * writes its results in a transaction of its own.
 */
export type Handler<E> = (context: Context<E>) => Result<E> | Promise<Result<E>>;

/** The handlers of a group: one for each operation of the contract, and no others. */
export type Handlers<G extends Group> = { readonly [Name in keyof G]: Handler<G[Name]> };

/** A handler of an operation that is known only at run time. */
export type AnyHandler = (context: Context<Endpoint>) => unknown;
