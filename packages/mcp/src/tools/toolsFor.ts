import { closest, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { z } from 'zod';
import type { Settings } from '../MCPOptions.ts';
import type { JSONSchema, Operation } from '../operations/catalog.ts';
import { assertPatterns, Selection, toolNameOf } from '../operations/Selection.ts';
import { callOperation } from './callOperation.ts';
import { fileTools } from './files.ts';
import { messageTools } from './messages.ts';
import { officeTools } from './offices.ts';
import { OPERATION_TOOLS, operationTools, withoutOffice } from './operations.ts';
import type { Effect, ToolCall, WorkTool } from './Tool.ts';
import { taskTools } from './tasks.ts';

/** A tool as the server offers it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly effect: Effect;
  readonly isIdempotent: boolean;
  readonly input: JSONSchema;
  readonly output: JSONSchema;
  /** Whether its data is of this package, not of the platform. */
  readonly isOwnData: boolean;
  /** Checks the arguments and runs. */
  run(args: unknown, call: ToolCall): Promise<unknown>;
  toText?: ((data: never) => string) | undefined;
}

const workTools = [...officeTools, ...messageTools, ...taskTools, ...fileTools];

/**
 * Returns the tools that a server with these settings offers.
 *
 * @throws {@link InvalidArgumentError} if `allow` or `deny` name something that does not exist.
 */
export function toolsFor(settings: Settings): OfferedTool[] {
  const names = [...workTools.map(({ name }) => name), ...OPERATION_TOOLS];
  for (const option of ['allow', 'deny'] as const) assertPatterns(option, settings[option], names);
  const selection = new Selection(settings);
  const operations = selection.operations();
  const isConfined = settings.office !== undefined;
  const work = workTools.filter((tool) => selection.offersTool(tool));
  if (settings.tools === 'all') {
    const others = work.filter(({ standsFor }) => standsFor === undefined);
    return [
      ...others.map((tool) => offered(tool, isConfined)),
      ...operations.map((one) => derived(one, isConfined)),
    ];
  }
  const generic = operationTools(operations, isConfined).filter(
    ({ name }) => operations.length > 0 && !selection.isDenied(name),
  );
  return [...work, ...generic].map((tool) => offered(tool, isConfined));
}

function offered(tool: WorkTool, isConfined: boolean): OfferedTool {
  // One office only: no call names it.
  const input = isConfined
    ? tool.input.omit(Object.hasOwn(tool.input.shape, 'office') ? { office: true } : {})
    : tool.input;
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' }) as Record<string, unknown>;
  return {
    name: tool.name,
    description: tool.description,
    effect: tool.effect,
    isIdempotent: tool.isIdempotent ?? false,
    input: schema,
    output: tool.output,
    isOwnData: tool.isOwnData ?? false,
    run: async (args, call) => tool.run(parse(input, args), call),
    toText: tool.toText,
  };
}

/** The tool of one operation. */
function derived(operation: Operation, isConfined: boolean): OfferedTool {
  const { endpoint, summary, effect, input, output } = operation;
  return {
    name: toolNameOf(endpoint),
    description: summary,
    effect,
    isIdempotent: endpoint.idempotency === 'safe' || endpoint.idempotency === 'idempotent',
    input: withoutOffice(input, isConfined),
    output: output ? tolerant(output) : { type: 'null' },
    isOwnData: false,
    run: (args, call) => callOperation(operation, args, call),
  };
}

/**
 * Returns the schema without what a cut or a newer platform may break: required fields, and lists of known texts.
 */
function tolerant(schema: unknown): JSONSchema {
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).flatMap(([name, value]) =>
        Array.isArray(value) && (name === 'required' || name === 'enum') ? [] : [[name, walk(value)]],
      ),
    );
  };
  return walk(schema) as JSONSchema;
}

/** Checks the arguments of a call against the schema. */
function parse<Input extends z.ZodObject>(schema: Input, args: unknown): z.infer<Input> {
  const { data, error } = schema.safeParse(args ?? {});
  if (!error) return data;
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys;
    const names = Object.keys(schema.shape);
    const meant = closest(name, names);
    throw new InvalidArgumentError(name, 'is no argument of this tool', {
      hint: meant ? `Did you mean \`${meant}\`?` : `Its arguments: ${names.join(', ') || 'none'}.`,
    });
  }
  const path = issue?.path.join('.') ?? '';
  throw new InvalidArgumentError(
    path === '' ? 'arguments' : path,
    `is wrong: ${issue?.message ?? 'not allowed'}`,
  );
}
