// Helpers for the suite's cases. They use no runtime's own API.

/** No case takes longer: one that hangs fails by name. */
const CASE_MS = 150_000;

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

export function equal(actual, expected) {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(sorted(value)) ?? String(value));
  assert(got === wanted, `got ${got}, not ${wanted}`);
}

/** The same value with the keys of objects in order. */
function sorted(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

export function equalBytes(buffer, expected) {
  const actual = new Uint8Array(buffer);
  equal(actual.length, expected.length);
  const index = actual.findIndex((byte, at) => byte !== expected[at]);
  assert(index < 0, `byte ${index} differs`);
}

/** Resolves with the reason that a promise rejects with. */
export function failureOf(promise) {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );
}

/** Returns the error that a function throws. */
export function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

export function describe(error) {
  const causes = [];
  for (let current = error; current instanceof Error; current = current.cause)
    causes.push(current.stack ?? `${current}`);
  return causes.join('\ncaused by: ') || String(error);
}

export async function withinTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing after ${CASE_MS} ms`)), CASE_MS);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks until it holds; the case's time limit ends it otherwise. */
export async function until(condition) {
  const end = Date.now() + CASE_MS;
  while (!(await condition())) {
    assert(Date.now() < end, `never: ${condition}`);
    await sleep(20);
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Tells the emulator how the next requests like this one fail; see Faults of `@mitosislabs/emulator`. */
export async function refuse({ probe }, plan) {
  await fetch(`${probe}/faults`, { method: 'POST', body: JSON.stringify(plan) });
}

export async function readJSON(url) {
  return (await fetch(url, { cache: 'no-store' })).json();
}

export function bytesOf(hex) {
  return new Uint8Array(hex.match(/../g).map((byte) => Number.parseInt(byte, 16)));
}

/** Bytes that no compression and no text decoding leaves alone (xorshift). */
export function noise(length) {
  const bytes = new Uint8Array(length);
  let state = (Date.now() % 2 ** 31) + 1;
  for (let index = 0; index < length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state & 255;
  }
  return bytes;
}
