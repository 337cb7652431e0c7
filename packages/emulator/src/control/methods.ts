import * as v from 'valibot';

const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'));
const finite = v.pipe(v.number('must be a number'), v.finite('must be a finite number'));
const notNegative = v.pipe(finite, v.minValue(0, 'must be 0 or more'));
const count = v.pipe(notNegative, v.safeInteger('must be a whole number'));
/** The last ms of the year 9999. */
const LATEST = 253_402_300_799_999;
const TIME = 'must be a time from 1970 to 9999: ms since 1970, a Date, or text such as 2030-01-31T08:00:00Z';
/** Also takes a text and a `Date`, which JSON has not. Fake timers of a test may replace that class. */
const time = v.pipe(
  v.unknown(),
  v.transform((value) => {
    if (typeof value === 'string') return Date.parse(value);
    return Object.prototype.toString.call(value) === '[object Date]' ? Number(value) : value;
  }),
  v.number(TIME),
  v.minValue(0, TIME),
  v.maxValue(LATEST, TIME),
);
const rate = v.pipe(
  finite,
  v.minValue(0, 'must be 0 (frozen) or more'),
  v.maxValue(1_000_000, 'must be 1,000,000 at most'),
);

/** The schema of `LimitChanges`. */
export const limitChanges = v.strictObject({
  hireLimit: v.optional(v.strictObject({ count: v.optional(count), windowMs: v.optional(count) })),
  prices: v.optional(
    v.strictObject({
      hire: v.optional(notNegative),
      message: v.optional(notNegative),
      task: v.optional(notNegative),
      coreHour: v.optional(notNegative),
    }),
  ),
  initialCredits: v.optional(notNegative),
  readyAfterMs: v.optional(notNegative),
});

/**
 * The methods of the control plane: the schemas of each one's arguments, by their names, in their order. The server and the
 * client are both made from this table. `log.follow` is not in it, because it is a stream.
 */
export const methods = {
  info: {},
  createUser: { email: text },
  revokeKey: { apiKey: text },
  agentKey: { officeId: text, name: text },
  snapshot: { name: v.optional(text) },
  restore: { snapshot: text },
  snapshots: {},
  forget: { snapshot: text },
  export: {},
  import: { exported: v.instance(Uint8Array, 'must be bytes') },
  reset: {},
  addCredits: {
    officeId: text,
    amount: v.pipe(finite, v.notValue(0, 'must not be 0')),
    reason: v.optional(text),
  },
  'clock.get': {},
  'clock.set': { time },
  'clock.advance': { ms: notNegative },
  'clock.freeze': {},
  'clock.run': { rate: v.optional(rate) },
  'clock.reset': {},
  limits: {},
  setLimits: { changes: limitChanges },
} satisfies Record<string, Record<string, v.GenericSchema>>;

/** The name of a method: `clock.advance`. */
export type MethodName = keyof typeof methods;

/** Whether there is a method of that name. */
export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
