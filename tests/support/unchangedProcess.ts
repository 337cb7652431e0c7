import { afterAll, expect } from 'vitest';

// Test files of one process follow each other in any order: a change by one is seen by the next.
const before = stateOfProcess();
afterAll(() => {
  const hint =
    'A file that changes this needs a process of its own: see CHANGES_PROCESS in vitest.config.ts.';
  expect(stateOfProcess(), hint).toEqual(before);
});

/** Returns the parts of the process that a test file can change for those after it. */
function stateOfProcess(): Record<string, unknown> {
  const listeners = process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
  const globals = Reflect.ownKeys(globalThis).map(String);
  return {
    cwd: process.cwd(),
    umask: process.umask(),
    env: { ...process.env },
    listeners: Object.fromEntries(listeners),
    // The first `fetch` sets the first one, the imports of zod and arktype set the others.
    globals: globals.filter((name) => !/^(Symbol\(undici\.globalDispatcher|__zod_|\$ark$)/.test(name)).sort(),
    fetch: globalThis.fetch,
    setTimeout: globalThis.setTimeout,
    now: Date.now,
  };
}
