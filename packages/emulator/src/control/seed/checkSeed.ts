import { contract, firstIssue, partSchema } from '@mitosislabs/api/contract';
import { closest, InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import * as v from 'valibot';
import { VARIABLE_NAME } from '../../assumptions.ts';
import { valueOrKind } from '../valueOrKind.ts';
import type { Seed, SeedAgent, SeedOffice, SeedTask } from './Seed.ts';
import { seedSchema } from './seedSchema.ts';

/** Keys that no list of names can have: a schema would skip them. */
const SKIPPED = ['__proto__', 'constructor', 'prototype'];

/**
 * Checks a seed as far as it can be checked without the state.
 *
 * @throws {@link InvalidArgumentError} with the path of the first field that is wrong: `seed.offices[0].name`.
 */
export function checkSeed(seed: unknown): asserts seed is Seed {
  refuseLists(seedSchema, seed, 'seed');
  const result = v.safeParse(seedSchema, seed, { abortEarly: true });
  if (!result.success) throw invalid(result.issues[0]);
  const { users = [], offices = [] } = seed as Seed;
  requireDistinct(
    'seed.users',
    'email',
    users.map(({ email }) => email.trim().toLowerCase()),
  );
  requireDistinct(
    'seed.offices',
    'name',
    offices.map(({ name, owner = '' }) => JSON.stringify([owner.trim().toLowerCase(), name])),
  );
  requireDistinct(
    'seed.offices',
    'id',
    offices.map(({ id }) => id),
  );
  for (const [index, office] of offices.entries()) checkOffice(office, `seed.offices[${index}]`);
}

function checkOffice({ agents = [], tasks = [], files = {}, env = {} }: SeedOffice, path: string): void {
  requireDistinct(
    `${path}.agents`,
    'name',
    agents.map(({ name }) => name),
  );
  requireDistinct(
    `${path}.tasks`,
    'title',
    tasks.map(({ title }) => title),
  );
  for (const [index, agent] of agents.entries()) checkHire(agent, `${path}.agents[${index}].hire`);
  for (const [index, task] of tasks.entries()) checkTask(task, `${path}.tasks[${index}]`);
  for (const [field, map] of Object.entries({ files, env })) {
    for (const name of Object.keys(map)) {
      if (SKIPPED.includes(name))
        throw new InvalidArgumentError(`${path}.${field}.${name}`, 'is not allowed as a name');
    }
  }
  for (const name of Object.keys(env)) {
    if (!VARIABLE_NAME.test(name)) {
      throw new InvalidArgumentError(
        `${path}.env.${name}`,
        'must be letters, digits and underscores, and not begin with a digit',
      );
    }
  }
}

function checkTask({ status = 'queued', assignedTo, result, error }: SeedTask, path: string): void {
  if (status === 'running' && assignedTo === undefined) {
    throw new InvalidArgumentError(
      `${path}.assignedTo`,
      'is missing: an agent must have started a running task',
    );
  }
  if (result !== undefined && status !== 'completed') {
    throw new InvalidArgumentError(`${path}.result`, `must be absent: the task is ${status}, not completed`);
  }
  if (error !== undefined && status !== 'failed') {
    throw new InvalidArgumentError(`${path}.error`, `must be absent: the task is ${status}, not failed`);
  }
}

/** Checks the fields of a hire against the contract. */
function checkHire({ name, hire = {} }: SeedAgent, path: string): void {
  const schema = contract.employees.hire.body;
  for (const field of Object.keys(hire)) {
    if (field === 'name' || field === 'role') {
      throw new InvalidArgumentError(`${path}.${field}`, `must be absent: ${field} is a field of the agent`);
    }
    if (!partSchema(schema, field))
      throw new InvalidArgumentError(`${path}.${field}`, 'is not a field of employees.hire');
  }
  const issue = firstIssue(schema, { name, ...hire });
  if (issue)
    throw new InvalidArgumentError(
      [path, ...issue.path].join('.'),
      `must be ${issue.expected}, got ${kindOf(issue.value)}`,
    );
}

/** Refuses lists in place of objects: the schema takes them for objects with numbers as names. */
function refuseLists(schema: object, value: unknown, path: string): void {
  const { type, wrapped, item, entries } = schema as Readonly<Record<string, unknown>>;
  if (wrapped) {
    refuseLists(wrapped, value, path);
    return;
  }
  if (item && Array.isArray(value)) {
    for (const [index, part] of value.entries()) refuseLists(item, part, `${path}[${index}]`);
    return;
  }
  const isObject = type === 'strict_object' || type === 'record';
  if (isObject && Array.isArray(value)) throw new InvalidArgumentError(path, 'must be an object, got a list');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(Object(entries) as object)) {
    refuseLists(inner, Reflect.get(value, name), `${path}.${name}`);
  }
}

function requireDistinct(path: string, field: string, values: readonly (string | undefined)[]): void {
  const known = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    const first = known.get(value);
    if (first !== undefined) {
      throw new InvalidArgumentError(
        `${path}[${index}].${field}`,
        `must not be the same as that of ${path}[${first}]`,
      );
    }
    known.set(value, index);
  }
}

function invalid(issue: v.BaseIssue<unknown>): InvalidArgumentError {
  // A union says only that no part of it fits: that of the deepest path is meant.
  const inner = issue.issues?.find(({ path }) => path !== undefined);
  const keys = [...(issue.path ?? []), ...(inner?.path ?? [])].map(({ key }) => key);
  const cause = inner ?? issue;
  const argument = keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`),
    'seed',
  );
  if (cause.type === 'strict_object' && cause.path?.at(-1)?.origin === 'key') {
    if (cause.expected !== 'never') return new InvalidArgumentError(argument, 'is missing');
    return unknownField(argument, String(keys.at(-1)), keys.slice(0, -1));
  }
  const problem = cause.message.startsWith('must ') ? cause.message : `must be ${cause.expected}`;
  return new InvalidArgumentError(argument, `${problem}, got ${valueOrKind(cause)}`);
}

function unknownField(argument: string, field: string, parents: readonly unknown[]): InvalidArgumentError {
  const allowed = fieldsAt(seedSchema, parents);
  const meant = closest(field, allowed);
  return new InvalidArgumentError(argument, `is not allowed: the fields are ${allowed.join(', ')}`, {
    ...(meant !== undefined && { hint: `Did you mean \`${meant}\`?` }),
  });
}

/** The names of the fields that the schema has at a path. */
function fieldsAt(schema: object, path: readonly unknown[]): string[] {
  for (const part of ['wrapped', 'item'] as const) {
    const inner: unknown = Reflect.get(schema, part);
    if (inner) return fieldsAt(Object(inner), part === 'item' ? path.slice(1) : path);
  }
  const options: unknown = Reflect.get(schema, 'options');
  if (Array.isArray(options)) return options.flatMap((option: object) => fieldsAt(option, path));
  const entries: object = Object(Reflect.get(schema, 'entries'));
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(entries);
  const value: unknown = Reflect.get(schema, 'value') ?? Reflect.get(entries, String(key));
  return fieldsAt(Object(value), rest);
}
