import {
  assertDuration,
  assertOptions,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { JSONSchema } from '../brain/Model.ts';
import type { OutputOf, StandardSchema, ValidationIssue } from './StandardSchema.ts';
import type { ToolContext } from './ToolContext.ts';

/** The names that models accept. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
/** Problems of an input that are reported to the model. */
const MOST_ISSUES = 10;

/** A tool that a model can call. Made by {@link tool}. */
export interface Tool {
  /** The name that the model calls it by. */
  readonly name: string;
  /** Its purpose, for the model. */
  readonly description: string;
  /** The JSON Schema of its input. */
  readonly inputSchema: JSONSchema;
  /** Whether a call may be repeated after a restart in the middle of it: it changes nothing. */
  readonly repeatable: boolean;
  /** How long a call may take, in ms. Default: `toolTimeoutMs` of the brain. */
  readonly timeoutMs: number | undefined;
  /** Describes a call with a valid input in a few words: `reading report.md`. */
  describe(input: unknown): string;
  /** Validates an input. */
  validate(input: unknown): Promise<{ readonly value: unknown } | { readonly issues: readonly string[] }>;
  /** Does the work. The input is valid. */
  run(input: unknown, context: ToolContext): unknown;
}

/** Tools that must be opened first, such as those of a server. */
export interface ToolSource {
  /** Opens the tools. Called before the first question; called again after a failure. */
  open(signal: AbortSignal): Promise<readonly Tool[]>;
  /** Closes what was opened. Called when the agent stops. */
  close(): Promise<void>;
}

/** Definition of a tool. */
export interface ToolOptions<Schema extends StandardSchema> {
  /** The name that the model calls it by: 1 to 64 letters, digits, `_` and `-`. */
  name: string;
  /** Its purpose and its uses, for the model. */
  description: string;
  /** The schema of its input, an object: of zod, valibot, arktype, or another library with Standard Schema v1. */
  input: Schema;
  /**
   * The JSON Schema of the input, for the model. Default: the schema's own, where its library has Standard Schema's
   * extension for it (zod 4, arktype; valibot with `toStandardJsonSchema` of `@valibot/to-json-schema`).
   */
  jsonSchema?: JSONSchema | undefined;
  /**
   * Does the work. The model gets the value: text as it is, anything else as JSON. An error that it throws becomes a
   * result as well, so that the model can do something else.
   */
  run: (input: OutputOf<Schema>, context: ToolContext) => unknown;
  /** Describes a call in a few words, for the agent's activity: `reading report.md`. Default: its name. */
  describe?: ((input: OutputOf<Schema>) => string) | undefined;
  /**
   * Whether it changes nothing: after a restart in the middle of a call, the call is repeated. Otherwise, the model is
   * told that the call may have been done. Default: `false`.
   */
  repeatable?: boolean | undefined;
  /** How long a call may take, in ms. Default: `toolTimeoutMs` of the brain. */
  timeoutMs?: number | undefined;
}

const toolOptions: OptionNames<ToolOptions<StandardSchema>> = {
  name: true,
  description: true,
  input: true,
  jsonSchema: true,
  run: true,
  describe: true,
  repeatable: true,
  timeoutMs: true,
};

/**
 * Defines a tool that the model of an agent can call. Its input is validated before it runs.
 *
 * @param options - Its name, description, input and function.
 * @returns the tool, for the `tools` of a brain.
 * @throws {@link InvalidArgumentError} when a part is invalid, or the schema cannot be described as JSON Schema.
 *
 * @example
 * ```ts
 * import { tool } from '@mitosislabs/agent';
 * import { z } from 'zod';
 *
 * const weather = tool({
 *   name: 'weather',
 *   description: 'The weather in a city, now.',
 *   input: z.object({ city: z.string() }),
 *   run: async ({ city }, { signal }) => {
 *     const response = await fetch(`https://wttr.in/${encodeURIComponent(city)}?format=3`, { signal });
 *     return response.text();
 *   },
 *   describe: ({ city }) => `looking up the weather in ${city}`,
 *   repeatable: true,
 * });
 * ```
 */
export function tool<Schema extends StandardSchema>(options: ToolOptions<Schema>): Tool {
  assertOptions('options', options, toolOptions as OptionNames<ToolOptions<Schema>>);
  const { name, description, input, run, describe, repeatable = false, timeoutMs } = options;
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new InvalidArgumentError('name', 'must have 1 to 64 letters, digits, `_` and `-`');
  }
  if (typeof description !== 'string' || description.trim() === '') {
    throw new InvalidArgumentError('description', 'must tell the model what the tool does');
  }
  if (typeof run !== 'function') throw new InvalidArgumentError('run', 'must be a function');
  if (describe !== undefined && typeof describe !== 'function') {
    throw new InvalidArgumentError('describe', 'must be a function');
  }
  if (timeoutMs !== undefined) assertDuration('timeoutMs', timeoutMs, 1);
  if (typeof Object(Object(input)['~standard'])['validate'] !== 'function') {
    throw new InvalidArgumentError('input', 'must be a schema with Standard Schema v1', {
      hint: 'Use a schema of zod 4, valibot, arktype, or another library with that standard.',
    });
  }
  const inputSchema = options.jsonSchema ?? jsonSchemaOf(input);
  if (Object(inputSchema)['type'] !== 'object') {
    throw new InvalidArgumentError(
      'input',
      'must describe an object: models call tools with named arguments',
    );
  }
  return {
    name,
    description,
    inputSchema,
    repeatable,
    timeoutMs,
    describe: (value) => describe?.(value as OutputOf<Schema>) ?? name,
    validate: async (value) => {
      const outcome = await input['~standard'].validate(value);
      return outcome.issues
        ? { issues: outcome.issues.slice(0, MOST_ISSUES).map(lineOf) }
        : { value: outcome.value };
    },
    run: (value, context) => run(value as OutputOf<Schema>, context),
  };
}

function jsonSchemaOf(input: StandardSchema): JSONSchema {
  const { jsonSchema, vendor } = input['~standard'];
  const hint =
    vendor === 'valibot'
      ? 'Wrap it with `toStandardJsonSchema` of `@valibot/to-json-schema`, or pass `jsonSchema`.'
      : 'Pass the JSON Schema of the input as `jsonSchema`.';
  if (!jsonSchema) {
    throw new InvalidArgumentError('input', `has no JSON Schema: ${vendor} does not describe its schemas`, {
      hint,
    });
  }
  try {
    const { $schema: _, ...schema } = jsonSchema.input({ target: 'draft-07' });
    return schema;
  } catch (error) {
    throw new InvalidArgumentError('input', 'cannot be described as JSON Schema', { hint, cause: error });
  }
}

/** One line about a problem: `city: Expected a string.` */
function lineOf({ message, path = [] }: ValidationIssue): string {
  const keys = path.map((step) => String(typeof step === 'object' ? step.key : step));
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}
