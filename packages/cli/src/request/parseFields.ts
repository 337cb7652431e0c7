import { UsageError } from '../errors/UsageError.ts';

/** Reads the value of a typed field: `@file`, or `@-` for standard input. */
type Read = (source: string) => Promise<string>;

/**
 * Builds the body, or the query, of fields: `-f key=value` is text, `-F key=value` is typed. A key may lead into objects and
 * lists: `a[b]=1`, `tags[]=x`.
 *
 * @param texts - The values of `-f`.
 * @param typed - The values of `-F`: `true`, `false`, `null` and numbers are what they are in JSON, `@file` is a file's text.
 * @throws {@link UsageError} for a field without a key, or a key that leads through a value.
 */
export async function parseFields(
  texts: readonly string[],
  typed: readonly string[],
  read: Read,
): Promise<Record<string, unknown>> {
  const root: Record<string, unknown> = {};
  for (const field of texts) {
    const [key, value] = split('-f', field);
    assign(root, key, value);
  }
  for (const field of typed) {
    const [key, value] = split('-F', field);
    assign(root, key, await typedValue(value, read));
  }
  return root;
}

function split(option: string, field: string): [key: string, value: string] {
  const end = field.indexOf('=');
  if (end < 1) throw new UsageError(`${option} takes key=value, not ${JSON.stringify(field)}`);
  return [field.slice(0, end), field.slice(end + 1)];
}

async function typedValue(value: string, read: Read): Promise<unknown> {
  if (value.startsWith('@')) return read(value);
  if (value === 'true' || value === 'false') return value === 'true';
  if (value === 'null') return null;
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value) && Number.isFinite(Number(value));
  // A number that JSON would round stays text.
  return isNumber && (!/^-?\d+$/.test(value) || Number.isSafeInteger(Number(value))) ? Number(value) : value;
}

/** Sets a value in nested objects and lists. Keys are own fields, whatever their names. */
function assign(root: Record<string, unknown>, key: string, value: unknown): void {
  const [, name = '', rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key) ?? [];
  if (name === '') throw new UsageError(`${JSON.stringify(key)} is not a key: write a, a[b] or a[]`);
  const steps = [name, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)];
  let holder: object = root;
  for (const [index, step] of steps.entries()) {
    const isList = Array.isArray(holder);
    if (isList !== (step === ''))
      throw new UsageError(`${key} is a list in one place, and an object in another`);
    const place = Array.isArray(holder) ? String(holder.length) : step;
    const next = steps[index + 1];
    const found: unknown = Object.hasOwn(holder, place) ? Reflect.get(holder, place) : undefined;
    if (next === undefined) {
      if (found !== undefined) throw new UsageError(`${key} is given twice`);
      define(holder, place, value);
      return;
    }
    if (found !== undefined && (typeof found !== 'object' || found === null)) {
      throw new UsageError(`${key} leads through a value`);
    }
    const inner: object = found ?? (next === '' ? [] : {});
    if (found === undefined) define(holder, place, inner);
    holder = inner;
  }
}

function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}
