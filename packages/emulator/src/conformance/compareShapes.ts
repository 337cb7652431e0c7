import {
  type FieldSchema,
  firstIssue,
  partSchema,
  requiredSchema,
  type Schema,
} from '@mitosislabs/api/contract';

/** A difference between two bodies, before it is joined with its request. */
export interface BodyDifference {
  readonly what: string;
  readonly expected: string;
  readonly observed: string;
}

/** The differences and notes of a body. */
export interface BodyComparison {
  readonly differences: BodyDifference[];
  readonly notes: string[];
}

/**
 * Compares a body with its schema: each missing field, wrong type and unknown value is a difference, each unknown field a
 * note. The items of a list count as one.
 */
export function compareWithSchema(schema: Schema<unknown>, value: unknown): BodyComparison {
  const differences = new Map<string, BodyDifference>();
  const notes = new Set<string>();
  visit(schema, value, '');
  return { differences: [...differences.values()], notes: [...notes] };

  function visit(field: FieldSchema<unknown>, part: unknown, path: string): void {
    const wanted = requiredSchema(field);
    if (typeof part !== 'object' || part === null || !isContainer(wanted, part)) {
      const issue = firstIssue(field, part);
      if (!issue) return;
      const what = path === '' ? 'body' : `field ${path}`;
      const expected = issue.expected;
      differences.set(what, { what, expected, observed: part === undefined ? 'missing' : shown(part) });
      return;
    }
    if (Array.isArray(part)) {
      const items = partSchema(wanted, '0');
      if (items) for (const item of part) visit(items, item, `${path}[]`);
      return;
    }
    const names = new Set([
      ...Object.keys(wanted.type === 'object' ? wanted.fields : {}),
      ...Object.keys(part),
    ]);
    for (const name of names) {
      const inner = partSchema(wanted, name);
      const at = path === '' ? name : `${path}.${name}`;
      if (inner) visit(inner, Reflect.get(part, name), wanted.type === 'record' ? `${path}.*` : at);
      else notes.add(`field ${at} is not in the contract`);
    }
  }
}

function isContainer({ type }: Schema<unknown>, value: object): boolean {
  if (type === 'unknown') return false;
  return Array.isArray(value) ? type === 'array' : type === 'object' || type === 'record';
}

/** Fields whose values differ between platforms by nature. Only their types are compared. */
const OWN_VALUES =
  /(^|_)(id|ids|at|since|url|key|seq|pod|owner|timestamp|credits|balance|hours|tokens|ms)$|(At|Seen|Time|Id|Url|Endpoint)$|^(timestamp|installs|size_bytes|balance_after)$/;
/** Values that the platform makes. */
const MADE =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})/gi;
/** The placeholder for the names of both runs. */
const RUN = 'mi-conformance-run';

/** How two bodies are compared. */
export interface Rules {
  /** The names of the two runs, which are in the values that they made. */
  readonly names: readonly [string, string];
  readonly values: boolean;
  readonly ignore: readonly string[];
}

/**
 * Compares a body with the one that the emulator gives to the same request: fields that are missing, types, and values that
 * do not depend on the platform. In lists, only the items that the run made.
 *
 * @param model - The emulator's.
 * @param live - The platform's.
 */
export function compareBodies(model: unknown, live: unknown, rules: Rules): BodyDifference[] {
  const found = new Map<string, BodyDifference>();
  visit(renamed(model, rules.names[0]), renamed(live, rules.names[1]), '');
  return [...found.values()];

  function add(path: string, expected: string, observed: string): void {
    const what = path === '' ? 'body' : `field ${path}`;
    if (!found.has(what)) found.set(what, { what, expected, observed });
  }

  function visit(mine: unknown, theirs: unknown, path: string): void {
    const name = path.slice(path.lastIndexOf('.') + 1).replace(/\[\]$/, '');
    if (kindOf(mine) !== kindOf(theirs)) {
      add(path, kindOf(mine), kindOf(theirs));
      return;
    }
    if (Array.isArray(mine) && Array.isArray(theirs)) {
      visitLists(mine, theirs, path);
      return;
    }
    if (typeof mine === 'object' && mine !== null && typeof theirs === 'object' && theirs !== null) {
      for (const [key, part] of Object.entries(mine)) {
        if (rules.ignore.includes(key)) continue;
        const at = path === '' ? key : `${path}.${key}`;
        const other: unknown = Reflect.get(theirs, key);
        if (other === undefined) add(at, kindOf(part), 'missing');
        else visit(part, other, at);
      }
      return;
    }
    if (!rules.values || OWN_VALUES.test(name) || rules.ignore.includes(name)) return;
    if (neutral(mine) !== neutral(theirs)) add(path, shown(mine), shown(theirs));
  }

  function visitLists(mine: unknown[], theirs: unknown[], path: string): void {
    const isPlain = mine.every((item) => typeof item !== 'object');
    if (isPlain && !rules.values) return;
    // An office has things of others: only those of the runs can be compared.
    const a = isPlain ? mine : mine.filter((item) => JSON.stringify(item).includes(RUN));
    const b = isPlain ? theirs : theirs.filter((item) => JSON.stringify(item).includes(RUN));
    if (rules.values && a.length !== b.length) add(`${path}[]`, `${a.length} items`, `${b.length} items`);
    for (const [index, item] of a.slice(0, b.length).entries()) {
      // Without values the order does not count either: agents that work add items of their own in between.
      if (!rules.values && b.some((other) => compareBodies(item, other, rules).length === 0)) continue;
      visit(item, b[index], `${path}[]`);
    }
  }
}

/** Replaces the name of a run, also where it is the name of a variable. */
function renamed(value: unknown, name: string): unknown {
  if (value === undefined) return undefined;
  const upper = (text: string): string => text.toUpperCase().replaceAll('-', '_');
  return JSON.parse(JSON.stringify(value).replaceAll(name, RUN).replaceAll(upper(name), upper(RUN)));
}

function neutral(value: unknown): string {
  return JSON.stringify(value).replace(MADE, '<made>');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : typeof value;
}

/** A value as text, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
