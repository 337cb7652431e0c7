/**
 * A schema of any library with Standard Schema v1, such as zod, valibot or arktype: https://standardschema.dev. Where
 * the library has the JSON Schema extension too, `jsonSchema` describes the input for the model.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The interface of the standard. */
  readonly '~standard': {
    /** The version of the standard. */
    readonly version: 1;
    /** The library's name. */
    readonly vendor: string;
    /** Validates a value, and returns the parsed one or its problems. */
    readonly validate: (value: unknown) => Validation<Output> | Promise<Validation<Output>>;
    /** Types only. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Describes the schema as JSON Schema. */
    readonly jsonSchema?:
      | { readonly input: (options: { readonly target: 'draft-07' }) => Record<string, unknown> }
      | undefined;
  };
}

/** The outcome of a validation. */
export type Validation<Output> =
  | {
      /** The parsed value. */
      readonly value: Output;
      /** There are none. */
      readonly issues?: undefined;
    }
  | {
      /** The problems of the value. */
      readonly issues: readonly ValidationIssue[];
    };

/** One thing that is wrong with a value. */
export interface ValidationIssue {
  /** The problem. */
  readonly message: string;
  /** Where it is. */
  readonly path?: readonly (PropertyKey | PathSegment)[] | undefined;
}

/** One step of a path, as some libraries write it. */
export interface PathSegment {
  /** The name or the position. */
  readonly key: PropertyKey;
}

/** The type that a schema produces. */
export type OutputOf<Schema> = Schema extends StandardSchema<infer _, infer Output> ? Output : never;
