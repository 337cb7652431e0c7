/** The result of {@link pickFields}. */
interface Picked {
  /** The value with the chosen fields only. */
  value: unknown;
  /** The chosen fields that no record has. */
  missing: string[];
  /** The names of the fields that the records have. */
  known: string[];
}

/**
 * Picks fields of a record, or of each record of a list. A field that a record does not have is `null`, so that all
 * records have the same form.
 *
 * @param fields - Paths of the fields: `['status', 'phase']` picks one field of a nested object.
 */
export function pickFields(value: unknown, fields: readonly (readonly string[])[]): Picked {
  const records: unknown[] = Array.isArray(value) ? value : [value];
  const known = new Set(records.flatMap((record) => (isObject(record) ? Object.keys(record) : [])));
  const missing = fields.filter((path) => records.every((record) => at(record, path) === undefined));
  const picked = records.map((record) => (isObject(record) ? pick(record, fields) : record));
  return {
    value: Array.isArray(value) ? picked : picked[0],
    missing: records.length === 0 ? [] : missing.map((path) => path.join('.')),
    known: [...known],
  };
}

function pick(record: object, fields: readonly (readonly string[])[]): object {
  // Without a prototype, a field may have any name.
  const picked: Record<string, unknown> = Object.create(null);
  for (const path of fields) {
    let target = picked;
    for (const name of path.slice(0, -1)) {
      const inner: Record<string, unknown> = Object.assign(Object.create(null), target[name]);
      target[name] = inner;
      target = inner;
    }
    target[path.at(-1) ?? ''] = at(record, path) ?? null;
  }
  return picked;
}

function at(record: unknown, path: readonly string[]): unknown {
  let value = record;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
