import { closest, InvalidArgumentError } from '@mitosislabs/auth/errors';
import * as v from 'valibot';
import { type MethodName, methods } from './methods.ts';
import { valueOrKind } from './valueOrKind.ts';

/**
 * Checks the arguments of a method.
 *
 * @returns the arguments, one for each parameter.
 * @throws {@link InvalidArgumentError} for the first one that is invalid, and for too many.
 */
export function validArguments(name: MethodName, args: readonly unknown[]): unknown[] {
  const parameters = Object.entries<v.GenericSchema>(methods[name]);
  const given = args.filter((value) => value !== undefined).length;
  if (given > parameters.length) {
    throw new InvalidArgumentError(name, `takes ${parameters.length} arguments, got ${given}`);
  }
  return parameters.map(([parameter, schema], index) => validArgument(parameter, schema, args[index]));
}

/**
 * Checks one argument.
 *
 * @throws {@link InvalidArgumentError} when it does not meet the schema.
 */
export function validArgument<Value>(
  parameter: string,
  schema: v.GenericSchema<unknown, Value>,
  value: unknown,
): Value {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw invalid(parameter, schema, result.issues[0]);
}

function invalid(
  parameter: string,
  schema: v.GenericSchema,
  issue: v.BaseIssue<unknown>,
): InvalidArgumentError {
  const path = v.getDotPath(issue);
  const argument = path === null ? parameter : `${parameter}.${path}`;
  if (issue.path?.at(-1)?.origin === 'key') {
    if (issue.expected !== 'never') return new InvalidArgumentError(argument, 'is missing');
    const keys = issue.path.map(({ key }) => String(key));
    const meant = closest(keys.at(-1) ?? '', namesIn(schema, keys.slice(0, -1)));
    const hint = meant === undefined ? {} : { hint: `Did you mean \`${meant}\`?` };
    return new InvalidArgumentError(argument, 'is not an option', hint);
  }
  const problem = issue.message.startsWith('must ') ? issue.message : `must be ${issue.expected ?? 'valid'}`;
  return new InvalidArgumentError(argument, `${problem}, got ${valueOrKind(issue)}`);
}

/** The names of the fields that a schema has at a path. */
function namesIn(schema: object, path: readonly string[]): string[] {
  const inner: unknown = Reflect.get(schema, 'wrapped') ?? Reflect.get(schema, 'item');
  if (typeof inner === 'object' && inner !== null) {
    return namesIn(inner, Reflect.has(schema, 'item') ? path.slice(1) : path);
  }
  const entries: object = Object(Reflect.get(schema, 'entries'));
  const [name, ...rest] = path;
  return name === undefined ? Object.keys(entries) : namesIn(Object(Reflect.get(entries, name)), rest);
}
