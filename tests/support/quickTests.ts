import { expect } from 'vitest';

type Prepare = NonNullable<typeof Error.prepareStackTrace>;

const prepare = Error.prepareStackTrace;
// Files of one process follow each other: what this changes, it changes once.
if (prepare?.name !== 'prepareOnce') {
  if (prepare) Error.prepareStackTrace = once(prepare);
  expect.addEqualityTesters([equalBytes]);
}

/** Compares bytes at once: by default it is done one by one, and half a megabyte takes a second. */
function equalBytes(a: unknown, b: unknown): true | undefined {
  const isSame = a instanceof Uint8Array && b instanceof Uint8Array && a.constructor === b.constructor;
  // Bytes that differ are left to the default, which says where.
  return isSame && Buffer.compare(a, b) === 0 ? true : undefined;
}

/**
 * Returns a function with equal results that keeps the text of each frame; Vite names a frame by the one below it. The SDK reads
 * the stack of each of its errors. Vite maps every frame to its source each time, which is up to half of the time of a test with
 * many errors.
 */
function once(prepare: Prepare): Prepare {
  const texts = new Map<string, string>();
  return function prepareOnce(error, frames) {
    let stack: string = prepare(error, []);
    let key = String(frames[0]);
    for (const index of frames.keys()) {
      const keyBelow = String(frames[index + 1]);
      const both = `${key}\n${keyBelow}`;
      let text = texts.get(both);
      if (text === undefined) {
        text = lines(frames.slice(index, index + 2)).slice(
          0,
          -lines(frames.slice(index + 1, index + 2)).length || undefined,
        );
        texts.set(both, text);
      }
      stack += text;
      key = keyBelow;
    }
    return stack;
  };

  function lines(frames: NodeJS.CallSite[]): string {
    return prepare({ name: '', message: '' } as Error, frames).slice('Error: '.length);
  }
}
