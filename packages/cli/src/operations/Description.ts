import type { Endpoint } from '@mitosislabs/api/contract';

/** How a flag's text becomes a value. */
export type FieldType =
  | 'string'
  | 'number'
  | 'integer'
  /** A point in time, sent as ms since 1970. */
  | 'date'
  /** A span of time, sent in ms. */
  | 'duration'
  | 'boolean'
  | 'enum'
  /** A list: the flag may be repeated. */
  | 'strings'
  /** An object of strings: `KEY=VALUE`, which may be repeated. */
  | 'pairs'
  /** Any JSON. */
  | 'json';

/** A path parameter, which is a positional argument. */
export interface Param {
  /** Its name in the route. */
  readonly name: string;
  /** Its name in the help. */
  readonly word: string;
  readonly text: string;
}

/** A field of the body or of the query. */
export interface Field {
  /** Its name on the wire; empty if it is the whole body. */
  readonly name: string;
  /** The long flag without dashes, or the name of the argument in the help. */
  readonly flag: string;
  /** The short flag without its dash. */
  readonly short?: string;
  readonly type: FieldType;
  /** The choices of an `enum`. */
  readonly values?: readonly string[];
  readonly required?: true;
  /** The value if nothing is given. */
  readonly default?: string;
  /** Is a positional argument after the path parameters. */
  readonly positional?: true;
  /** Holds a secret: `-` reads standard input, and a terminal is asked. */
  readonly secret?: true;
  readonly text: string;
}

/** A command that is derived from an operation of the contract, as data. */
export interface Description {
  /** The words that name it. */
  readonly path: string;
  /** The contract entry. */
  readonly endpoint: Endpoint;
  /** The contract entry has a function, which is not data: load the contract. */
  readonly readsItself?: true;
  /** One sentence in the imperative, without a full stop. */
  readonly summary: string;
  readonly details?: string;
  /** The path parameters without the office. */
  readonly params: readonly Param[];
  /** The fields of the body or of the query. */
  readonly fields: readonly Field[];
  /** The field of the response that holds the list to show. */
  readonly rows?: string;
  /** The fields to show of each entry of a list. */
  readonly columns?: readonly string[];
  /** The message after a success without a response body; the arguments follow it. */
  readonly done?: string;
  readonly examples: readonly (readonly [what: string, line: string])[];
}
