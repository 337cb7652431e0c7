const NAMES = [
  'kind',
  'status',
  'retryAfter',
  'amount',
  'operation',
  'route',
  'host',
  'caller',
  'agent',
  'nth',
  'every',
  'probability',
  'seed',
  'times',
  'forSeconds',
] as const;

/** The fields of the form, as they are typed. */
export type FaultFields = Readonly<Record<(typeof NAMES)[number], string>>;

/** A form in which nothing is filled in. */
export const EMPTY_FIELDS = Object.fromEntries(NAMES.map((name) => [name, ''])) as FaultFields;

/** Reads the fields of the form. */
export function readFields(form: FormData): FaultFields {
  return Object.fromEntries(NAMES.map((name) => [name, String(form.get(name) ?? '').trim()])) as FaultFields;
}
