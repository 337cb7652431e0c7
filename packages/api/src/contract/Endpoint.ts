import type {
  APIPromise,
  Idempotency,
  RequestOptions,
  ServerSentEvent,
  StreamBody,
} from '@mitosislabs/transport';
import type { Access } from './access.ts';
import type { FileData } from './FileData.ts';
import type { Schema } from './schema.ts';

/** The kind of body of a successful response. */
export type ResponseType = 'json' | 'text' | 'none' | 'bytes' | 'stream';

/**
 * One operation of the platform, as data. The classes, the emulator's router and validation, and the reference derive
 * from it.
 */
export interface Endpoint {
  /** `<group>.<method>`: the path to the method on the client. */
  readonly name: `${string}.${string}`;
  /** Method and path; `{name}` stands for one percent-encoded segment. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  /**
   * The path on the dashboard, for callers with an API key: they create offices and hire agents there, so that the
   * dashboard shows both. All other callers use `route`, on office-manager.
   */
  readonly dashboardPath?: string;
  /** The JSON body. */
  readonly body?: Schema<unknown>;
  /** For a body of one field that the method takes as a plain argument: that field's name. */
  readonly bodyField?: string;
  /** The name of the method's argument for the body or the query. Default: `req` for a body, `opts` for a query. */
  readonly argument?: string;
  /** The name of the one file in a multipart body. */
  readonly multipart?: string;
  /** The query parameters. */
  readonly query?: Schema<unknown>;
  /** For a query of one parameter that the method takes as a plain argument: that parameter's name. */
  readonly queryField?: string;
  /** The kind of body of a successful response. */
  readonly responseType: ResponseType;
  /** The schema of a JSON response. */
  readonly output?: Schema<unknown>;
  /** Converts the responses of older servers to the schema. */
  readonly read?: (json: unknown) => unknown;
  /** Values of path parameters that would lead to another operation, by parameter. */
  readonly reserved?: Readonly<Record<string, readonly string[]>>;
  /** Whether it can be sent again when its outcome is unknown. */
  readonly idempotency: Idempotency;
  /** Whether something that was there is lost. DELETE and PUT always lose it: see {@link isDestructive}. */
  readonly destructive?: true;
  /** The agents that may call it. Users may call all operations on their own offices. */
  readonly access: Access;
  /** For operations that change something: the read that shows whether it was processed, such as `tasks.list`. */
  readonly lookup?: `${string}.${string}`;
  /** The known statuses of failures of this operation, besides 400, 401, 403, 404 and 5xx. */
  readonly errors?: readonly number[];
  /** `agent`: agents call it about themselves; users do not call it. */
  readonly side?: 'agent';
}

/**
 * Whether an operation deletes or replaces something that was there: every DELETE and PUT, and those that say so.
 *
 * @param endpoint - The contract entry.
 *
 * @example
 * ```ts
 * import { contract, isDestructive } from '@mitosislabs/api/contract';
 *
 * console.log(isDestructive(contract.backups.delete)); // true
 * ```
 */
export function isDestructive(endpoint: Pick<Endpoint, 'route' | 'destructive'>): boolean {
  return endpoint.destructive === true || /^(DELETE|PUT) /.test(endpoint.route);
}

/** The operations of one group, by the name of the method. */
export type Group = Readonly<Record<string, Endpoint>>;

type Names<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? [Name, ...Names<Rest>] : [];
type Texts<T extends readonly unknown[]> = { [Index in keyof T]: string };
type Field<E, Name extends string> = E extends Record<Name, infer Value> ? Value : undefined;
type In<S> = S extends Schema<infer T> ? T : never;

/** The names of a route's path parameters, in order. */
export type PathNames<E> = Names<Field<E, 'route'>>;
/** The type of an operation's JSON body. */
export type BodyOf<E> = In<Field<E, 'body'>>;
/** The type of an operation's query. */
export type QueryOf<E> = In<Field<E, 'query'>>;

/** The type that an operation's method resolves to. */
export type OutputOf<E> = E extends { responseType: 'json'; output: Schema<infer T> }
  ? T
  : E extends { responseType: 'text' }
    ? string
    : E extends { responseType: 'bytes' }
      ? Response
      : // biome-ignore lint/suspicious/noConfusingVoidType: a method that answers nothing is declared `APIPromise<void>`
        void;

/** Path parameters, body and query of one call, by name. */
export type InputOf<E> = { readonly [Name in PathNames<E>[number]]: string } & (E extends { body: unknown }
  ? { readonly body: BodyOf<E> }
  : E extends { multipart: string }
    ? { readonly body: StreamBody }
    : unknown) &
  (E extends { query: unknown } ? { readonly query: QueryOf<E> | undefined } : unknown);

type BodyArguments<E> = E extends { bodyField: infer Name extends keyof BodyOf<E> }
  ? [BodyOf<E>[Name]]
  : E extends { body: unknown }
    ? [BodyOf<E>]
    : E extends { multipart: string }
      ? [filename: string, data: FileData]
      : [];
type QueryArguments<E> = E extends { queryField: infer Name extends keyof QueryOf<E> }
  ? [QueryOf<E>[Name]?]
  : E extends { query: unknown }
    ? [QueryOf<E>?]
    : [];

type Method<E> = (
  // TypeScript 5.0 does not infer that the first type is a list.
  ...args: [
    ...Extract<Texts<PathNames<E>>, readonly string[]>,
    ...BodyArguments<E>,
    ...QueryArguments<E>,
    RequestOptions?,
  ]
) => E extends { responseType: 'stream' }
  ? AsyncGenerator<ServerSentEvent, void, undefined>
  : APIPromise<OutputOf<E>>;

/** The shape of a class that covers a group: one method for each operation, with its arguments and result. */
export type Covers<G> = { [Name in keyof G]: Method<G[Name]> };
