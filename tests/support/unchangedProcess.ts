import { afterAll, expect } from 'vitest';

// Node has the first from the first `fetch` on, openai, zod and arktype the others from their import on.
const MAY_COME = /^(Symbol\(undici\.globalDispatcher|Symbol\(openai\.|__zod_|\$ark$)/;

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
    globals: globals.filter((name) => !MAY_COME.test(name)).sort(),
    fetch: globalThis.fetch,
    setTimeout: globalThis.setTimeout,
    now: Date.now,
  };
}
