import { firstIssue } from '@mitosislabs/api/contract';
import type { OperationInput } from '@mitosislabs/api/operation';
import { assertOptions, InvalidArgumentError, kindOf, MitosisError } from '@mitosislabs/auth/errors';
import { inertLine } from '../content/inert.ts';
import { present } from '../content/present.ts';
import type { Operation } from '../operations/catalog.ts';
import type { ToolCall } from './Tool.ts';

/**
 * Calls an operation. Checks its input first, and asks before something is lost.
 *
 * @param operation - The operation.
 * @param given - The input, as the model wrote it.
 * @param call - The call of the tool.
 * @returns the output; `null` if the operation returns nothing.
 */
export async function callOperation(operation: Operation, given: unknown, call: ToolCall): Promise<unknown> {
  const { endpoint, effect } = operation;
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    throw new InvalidArgumentError('input', `must be an object, got ${kindOf(given)}`);
  }
  const input = { ...given } as Record<string, unknown>;
  const names = Object.fromEntries(
    Object.keys(operation.input.properties).map((name) => [name, true as const]),
  );
  assertOptions('input', input, names);
  const needsOffice = Object.hasOwn(operation.input.properties, 'officeId');
  // Checked before the office is looked up: nothing is sent for wrong input.
  for (const name of operation.input.required) {
    if (name !== 'officeId' && input[name] === undefined)
      throw new InvalidArgumentError(`input.${name}`, 'is missing');
  }
  for (const part of ['body', 'query'] as const) {
    const schema = endpoint[part];
    const issue = schema && input[part] !== undefined ? firstIssue(schema, input[part]) : undefined;
    if (issue) throw new InvalidArgumentError(['input', part, ...issue.path].join('.'), issue.problem);
  }
  if (needsOffice) {
    const named = input['officeId'];
    if (named !== undefined && typeof named !== 'string') {
      throw new InvalidArgumentError('input.officeId', `must be text, got ${kindOf(named)}`);
    }
    input['officeId'] = await call.office(named);
  }
  if (effect === 'destroys') await call.confirm(`${question(operation)}\n${describe(endpoint, input)}`);
  const output = await call.platform.operations.request(endpoint, input as OperationInput, call.request);
  const issue = endpoint.output && firstIssue(endpoint.output, output);
  if (issue) {
    const where = ['output', ...issue.path].join('.');
    throw new MitosisError(
      `${endpoint.name} returned what the contract does not allow: ${where} ${issue.problem}.`,
      {
        code: 'unexpected_response',
        hint:
          effect === 'reads'
            ? 'Tell the user; repeating it does not help.'
            : 'It was processed: do not repeat it.',
      },
    );
  }
  return endpoint.name === 'env.list' ? namesOf(output) : (output ?? null);
}

/** Leaves out the values of variables, which may be secrets. */
function namesOf(variables: unknown): unknown {
  if (!Array.isArray(variables)) return null;
  return variables.map(({ value: _, ...others }: Record<string, unknown>) => others);
}

function question({ endpoint, summary }: Operation): string {
  return `Call ${endpoint.name}? ${summary}`;
}

/** Lists the input on lines of its own, for the user to judge. Leaves out what may be a secret. */
function describe({ name }: Operation['endpoint'], input: Readonly<Record<string, unknown>>): string {
  const { body: _, ...others } = input;
  const shown = /secret|^env\./i.test(name) ? others : input;
  const { value } = present(shown, { maxChars: 1_000, secrets: [] });
  return Object.entries(value as object)
    .map(([key, one]) => `${key}: ${inertLine(typeof one === 'string' ? one : JSON.stringify(one))}`)
    .join('\n');
}
