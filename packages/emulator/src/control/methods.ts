import * as v from 'valibot';
import type { Fault } from '../core/Faults.ts';

const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'));
const finite = v.pipe(v.number('must be a number'), v.finite('must be a finite number'));
const notNegative = v.pipe(finite, v.minValue(0, 'must be 0 or more'));
/** An amount of credits. Sums of these stay exact enough, and finite. */
const amount = v.pipe(
  finite,
  v.minValue(-1e12, 'must be -10^12 or more'),
  v.maxValue(1e12, 'must be 10^12 at most'),
);
const price = v.pipe(amount, v.minValue(0, 'must be 0 or more'));
const count = v.pipe(notNegative, v.safeInteger('must be a whole number'));
/** The last ms of the year 9999. */
const LATEST = 253_402_300_799_999;
const TIME = 'must be a time from 1970 to 9999: ms since 1970, a Date, or text such as 2030-01-31T08:00:00Z';
/** Takes ms since 1970, a text, and a `Date`, which JSON has not. Fake timers of a test may replace that class. */
const time = v.pipe(
  v.unknown(),
  v.check((value) => msOf(value) >= 0 && msOf(value) <= LATEST, TIME),
  v.transform(msOf),
);

function msOf(value: unknown): number {
  if (typeof value === 'string') return Date.parse(value);
  const isDate = Object.prototype.toString.call(value) === '[object Date]';
  return isDate || typeof value === 'number' ? Number(value) : Number.NaN;
}

const rate = v.pipe(
  finite,
  v.minValue(0, 'must be 0 (frozen) or more'),
  v.maxValue(1_000_000, 'must be 1,000,000 at most'),
);

/** A span within the times that the clock can have. */
const span = v.pipe(notNegative, v.maxValue(LATEST, `must be ${LATEST} ms at most`));
const positive = v.pipe(
  finite,
  v.check((value) => value > 0, 'must be more than 0'),
);
const atLeastOne = v.pipe(count, v.minValue(1, 'must be 1 or more'));
const FAULT = 'must be reset, drop, cut, a status from 400 to 599, or an object with fields';
const status = v.pipe(
  finite,
  v.integer('must be a status from 400 to 599'),
  v.minValue(400, 'must be a status from 400 to 599'),
  v.maxValue(599, 'must be a status from 400 to 599'),
);
const refusal = {
  status,
  retryAfter: v.optional(v.pipe(notNegative, v.maxValue(1e9, 'must be 10^9 s at most'))),
};
const disturbances = {
  workMs: v.optional(span),
  responseMs: v.optional(span),
  bytesPerSecond: v.optional(positive),
  stallAfter: v.optional(count),
  events: v.optional(v.picklist(['duplicate', 'reorder'], 'must be duplicate or reorder')),
  dateSkewMs: v.optional(
    v.pipe(
      finite,
      v.minValue(-LATEST, `must be -${LATEST} ms or more`),
      v.maxValue(LATEST, `must be ${LATEST} ms at most`),
    ),
  ),
};

/** The schema of `Fault`. Only a refusal can have `retryAfter`. */
const fault = v.lazy((value): v.GenericSchema<unknown, Fault> => {
  if (typeof value === 'number') return status as v.GenericSchema<unknown, Fault>;
  if (typeof value !== 'object' || value === null) return v.picklist(['reset', 'drop', 'cut'], FAULT);
  const fields = 'status' in value ? { ...refusal, ...disturbances } : disturbances;
  return v.pipe(
    v.strictObject(fields),
    v.check((parts) => Object.keys(parts).length > 0, FAULT),
  ) as v.GenericSchema<unknown, Fault>;
});

const operations = v.union(
  [text, v.pipe(v.array(text), v.nonEmpty('must not be empty'))],
  'must be the name of an operation, or a list of names',
);

/** The schema of `FaultRule`. */
const faultRule = v.strictObject({
  fault,
  operation: v.optional(operations),
  route: v.optional(text),
  host: v.optional(v.picklist(['office-manager', 'dashboard'], 'must be office-manager or dashboard')),
  caller: v.optional(text),
  agent: v.optional(text),
  nth: v.optional(
    v.lazy(
      (value): v.GenericSchema<unknown, number | { every: number }> =>
        typeof value === 'object' && value !== null ? v.strictObject({ every: atLeastOne }) : atLeastOne,
    ),
  ),
  probability: v.optional(v.pipe(notNegative, v.maxValue(1, 'must be 1 at most'))),
  seed: v.optional(v.pipe(finite, v.safeInteger('must be a whole number'))),
  times: v.optional(atLeastOne),
  forMs: v.optional(positive),
});

/** The schema of `RequestQuery`. */
export const requestQuery = v.strictObject({
  operation: v.optional(
    v.union([text, v.array(text)], 'must be the name of an operation, or a list of names'),
  ),
  method: v.optional(text),
  target: v.optional(text),
  caller: v.optional(text),
  officeId: v.optional(text),
  agent: v.optional(text),
  status: v.optional(count),
  faulty: v.optional(v.boolean('must be true or false')),
  unexpected: v.optional(v.boolean('must be true or false')),
  after: v.optional(text),
  limit: v.optional(count),
});

// Not by its class: signals come from other realms.
const signal = v.optional(
  v.custom<AbortSignal>(
    (value) => typeof value === 'object' && value !== null && 'aborted' in value,
    'must be an AbortSignal',
  ),
);
/** The longest that a client waits for a response by default is 300 s. */
const LONGEST_WAIT_MS = 240_000;

/** The schema of the options of `log.follow`. */
export const followOptions = v.strictObject({ signal });

/** The schema of `LimitChanges`. */
export const limitChanges = v.strictObject({
  hireLimit: v.optional(
    v.strictObject({
      count: v.optional(count),
      windowMs: v.optional(v.pipe(span, v.integer('must be a whole number'))),
    }),
  ),
  prices: v.optional(
    v.strictObject({
      hire: v.optional(price),
      message: v.optional(price),
      task: v.optional(price),
      coreHour: v.optional(price),
    }),
  ),
  initialCredits: v.optional(price),
  readyAfterMs: v.optional(span),
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
  // `plantSeed` checks it, and names the path of the wrong part.
  seed: { seed: v.unknown() },
  snapshot: { name: v.optional(v.pipe(text, v.maxLength(200, 'must have 200 characters at most'))) },
  restore: { snapshot: text },
  snapshots: {},
  forget: { snapshot: text },
  export: {},
  import: { exported: v.instance(Uint8Array, 'must be bytes') },
  reset: {},
  addCredits: {
    officeId: text,
    amount: v.pipe(amount, v.notValue(0, 'must not be 0')),
    reason: v.optional(text),
  },
  'clock.get': {},
  'clock.set': { time },
  'clock.advance': { ms: notNegative },
  'clock.freeze': {},
  'clock.run': { rate: v.optional(rate) },
  'clock.reset': {},
  'faults.add': { rule: faultRule },
  'faults.list': {},
  'faults.remove': { id: text },
  'faults.clear': {},
  'log.requests': { query: v.optional(requestQuery) },
  'log.next': {
    query: v.optional(requestQuery),
    options: v.optional(
      v.strictObject({
        timeout: v.optional(v.pipe(notNegative, v.maxValue(LONGEST_WAIT_MS, 'must be 240,000 ms at most'))),
        signal,
      }),
    ),
  },
  'log.expect': { query: requestQuery },
  'log.unexpected': {},
  'log.clear': {},
  limits: {},
  setLimits: { changes: limitChanges },
} satisfies Record<string, Record<string, v.GenericSchema>>;

/** The name of a method: `clock.advance`. */
export type MethodName = keyof typeof methods;

/** Whether there is a method of that name. */
export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
