import { closest, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { z } from 'zod';
import type { Operation } from '../operations/catalog.ts';
import { searchOperations } from '../operations/search.ts';
import { callOperation } from './callOperation.ts';
import { fields, list } from './fields.ts';
import { type WorkTool, workTool } from './Tool.ts';

/** The names of the tools below. */
export const OPERATION_TOOLS = ['find_operations', 'describe_operation', 'call_operation'] as const;

const operation = z.string().min(1);

/**
 * The three tools with which every operation is found, described and called.
 *
 * @param operations - The operations that are offered.
 * @param isConfined - Whether all calls are about one office.
 */
export function operationTools(operations: readonly Operation[], isConfined: boolean): WorkTool[] {
  const byName = new Map<string, Operation>(operations.map((one) => [one.endpoint.name, one]));
  const find = (name: string): Operation => {
    const found = byName.get(name);
    if (found) return found;
    const meant = closest(name, [...byName.keys()]);
    throw new InvalidArgumentError(
      'operation',
      `names no operation that this server offers: ${JSON.stringify(name)}`,
      {
        hint: meant ? `Did you mean \`${meant}\`?` : 'Find one with find_operations.',
      },
    );
  };
  const onlyReads = operations.every(({ effect }) => effect === 'reads');
  return [
    workTool({
      name: 'find_operations',
      description: `Search the ${operations.length} operations of the platform beyond these tools (hiring, roles, usage, backups, groups, …). Without query: all names.`,
      operations: [],
      effect: 'reads',
      isOwnData: true,
      input: z.strictObject({ query: z.string().optional() }),
      output: list(fields({ operation: 's', summary: 's', effect: 's' })),
      async run({ query = '' }) {
        const found = searchOperations(operations, query);
        return found.map(({ endpoint, summary, effect }) => ({
          operation: endpoint.name,
          ...(found.length <= 20 && { summary }),
          effect,
        }));
      },
    }),
    workTool({
      name: 'describe_operation',
      description: 'Show the input and output of an operation as JSON Schema.',
      operations: [],
      effect: 'reads',
      isOwnData: true,
      input: z.strictObject({ operation }),
      output: { type: 'object' },
      async run({ operation: name }) {
        const { endpoint, summary, effect, input, output } = find(name);
        return {
          operation: endpoint.name,
          summary,
          effect,
          idempotency: endpoint.idempotency,
          ...(endpoint.lookup !== undefined && { lookup: endpoint.lookup }),
          input: withoutOffice(input, isConfined),
          ...(output && { output }),
        };
      },
    }),
    workTool({
      name: 'call_operation',
      description: 'Call an operation with an input as describe_operation shows it.',
      operations: [],
      effect: onlyReads ? 'reads' : 'destroys',
      input: z.strictObject({ operation, input: z.looseObject({}).optional() }),
      output: {},
      run: ({ operation: name, input }, call) => callOperation(find(name), input, call),
    }),
  ];
}

/** Returns the schema of an operation's input: the office may be left out, and must be where there is only one. */
export function withoutOffice(input: Operation['input'], isConfined: boolean): Operation['input'] {
  if (!Object.hasOwn(input.properties, 'officeId')) return input;
  const { officeId: _, ...others } = input.properties;
  const officeId = { type: 'string', description: 'Office id or name. Default: the default office.' };
  return {
    ...input,
    properties: isConfined ? others : { officeId, ...others },
    required: input.required.filter((name) => name !== 'officeId'),
  };
}
