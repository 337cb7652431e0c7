import type { BodyOf, Endpoint, Group, OutputOf, PathNames, QueryOf } from '@mitosislabs/api/contract';
import type { Platform } from '../platform/Platform.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Caller } from './Caller.ts';
import type { Host } from './Host.ts';

/** A file as it came in. */
export interface UploadedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A file as it goes out. */
export interface SentFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What every handler gets to know. */
export interface RequestFacts {
  readonly platform: Platform;
  /** The host that the request came to. */
  readonly host: Host;
  /** Who asks; whether it may ask about this office has been checked. */
  readonly caller: Caller;
  /** `Last-Event-ID`: how far a stream had come. */
  readonly lastEventId: string | undefined;
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** One request to one operation, checked against the contract. */
export type Context<E> = RequestFacts & {
  readonly params: { readonly [Name in PathNames<E>[number]]: string };
  readonly body: E extends { multipart: string }
    ? UploadedFile
    : E extends { body: unknown }
      ? BodyOf<E>
      : undefined;
  readonly query: E extends { query: unknown } ? QueryOf<E> : undefined;
} & ('officeId' extends PathNames<E>[number] ? { readonly office: OfficeRow } : unknown);

/** What a handler answers: the contract's shape; bytes with their name; an event stream as text. */
type Answer<E> = E extends { answer: 'bytes' }
  ? SentFile
  : E extends { answer: 'stream' }
    ? AsyncIterable<string>
    : OutputOf<E>;

/**
 * What an operation does. It runs in one transaction, which ends when it returns: a handler that has to wait for
 * something returns a promise, and writes what it found in a transaction of its own.
 */
export type Handler<E> = (context: Context<E>) => Answer<E> | Promise<Answer<E>>;

/** The handlers of a group: one for each operation of the contract, and no others. */
export type Handlers<G extends Group> = { readonly [Name in keyof G]: Handler<G[Name]> };

/** A handler whose operation is known only when it runs. */
export type AnyHandler = (context: Context<Endpoint>) => unknown;
