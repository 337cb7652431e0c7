import { getEventListeners } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { abortableIterator } from './abortableIterator.ts';

/** Yields 1, 2, … up to a limit, then waits until its signal fires. Reports how it ended. */
function counting(count: number) {
  const log: string[] = [];
  async function* run(signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    log.push('begun');
    try {
      for (let index = 1; index <= count; index++) yield index;
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    } finally {
      log.push(signal.aborted ? 'aborted' : 'left');
    }
  }
  return { log, run };
}

describe('while a next() is pending', () => {
  test('default: return() settles the pending next() and ends the generator', async () => {
    const { log, run } = counting(1);
    const iterator = abortableIterator(run);
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    const next = iterator.next();
    expect(await iterator.return()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await expect.poll(() => log).toEqual(['begun', 'aborted']);
  });

  test('behavior: throw() settles the pending next() and rejects with the thrown error', async () => {
    const { log, run } = counting(0);
    const iterator = abortableIterator(run);
    const next = iterator.next();
    await expect(iterator.throw(new Error('of its own'))).rejects.toThrow('of its own');
    expect(await next).toEqual({ done: true, value: undefined });
    await expect.poll(() => log).toEqual(['begun', 'aborted']);
  });

  test('behavior: settles several pending next() in order', async () => {
    const { run } = counting(2);
    const iterator = abortableIterator(run);
    const all = Array.from({ length: 5 }, () => iterator.next());
    expect((await all[1])?.value).toBe(2);
    await Promise.all([iterator.return(), iterator.return()]);
    expect((await Promise.all(all)).map(({ value }) => value)).toEqual([
      1,
      2,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('behavior: return() does not wait for a generator that ignores the signal', async () => {
    const iterator = abortableIterator(async function* () {
      yield await new Promise<never>(() => undefined);
    });
    const next = iterator.next();
    await iterator.return();
    expect((await next).done).toBe(true);
  });

  test('behavior: cancels a value that arrives after the end', async () => {
    const late: string[] = [];
    let resolve = (_: string): void => undefined;
    const value = new Promise<string>((done) => {
      resolve = done;
    });
    const iterator = abortableIterator(
      async function* () {
        yield await value;
      },
      { undelivered: (message) => late.push(message) },
    );
    const next = iterator.next();
    await iterator.return();
    expect((await next).done).toBe(true);
    resolve('a message');
    await expect.poll(() => late).toEqual(['a message']);
  });

  test('behavior: destroys a Readable.from at once', async () => {
    const { log, run } = counting(1);
    const readable = Readable.from(abortableIterator(run));
    const closed = new Promise((resolve) => readable.once('close', resolve));
    expect(await new Promise((resolve) => readable.once('data', resolve))).toBe(1);
    readable.destroy();
    await closed;
    await expect.poll(() => log).toEqual(['begun', 'aborted']);
  });

  test('behavior: ends a pipeline at once when its sink fails', async () => {
    const { log, run } = counting(1);
    const sink = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, done) => done(new Error('full')),
    });
    await expect(pipeline(Readable.from(abortableIterator(run)), sink)).rejects.toThrow('full');
    await expect.poll(() => log).toEqual(['begun', 'aborted']);
  });

  test('behavior: ends a pipeline at once when it is aborted', async () => {
    const { log, run } = counting(1);
    const controller = new AbortController();
    const sink = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, done) => {
        done();
        setImmediate(() => controller.abort());
      },
    });
    const running = pipeline(Readable.from(abortableIterator(run)), sink, { signal: controller.signal });
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await expect.poll(() => log).toEqual(['begun', 'aborted']);
  });
});

describe('while no next() is pending', () => {
  test('behavior: break waits for the finally block', async () => {
    const { log, run } = counting(2);
    for await (const count of abortableIterator(run)) if (count === 1) break;
    expect(log).toEqual(['begun', 'left']);
  });

  test('behavior: closes the iterator after an error in the loop, and by `await using`', async () => {
    const { log, run } = counting(2);
    const loop = async (): Promise<void> => {
      for await (const _ of abortableIterator(run)) throw new Error('of its own');
    };
    await expect(loop()).rejects.toThrow('of its own');
    {
      await using iterator = abortableIterator(run);
      await iterator.next();
    }
    expect(log).toEqual(['begun', 'left', 'begun', 'left']);
  });

  test('behavior: does not start a generator that is closed before its first next()', async () => {
    const { log, run } = counting(1);
    const iterator = abortableIterator(run);
    await iterator.return();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(log).toEqual([]);
  });

  test('error: throws the error of the finally block', async () => {
    const iterator = abortableIterator(async function* () {
      try {
        yield 1;
      } finally {
        await Promise.reject(new Error('not saved'));
      }
    });
    await iterator.next();
    await expect(iterator.return()).rejects.toThrow('not saved');
  });
});

test('error: rejects one next() with the error of the generator and ends the others', async () => {
  const iterator = abortableIterator(async function* () {
    yield 1;
    throw new Error('broken');
  });
  const [first, second, third] = [iterator.next(), iterator.next(), iterator.next()];
  expect((await first).value).toBe(1);
  await expect(second).rejects.toThrow('broken');
  expect((await third).done).toBe(true);
});

test('behavior: passes on the signal of the caller and releases it at the end', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const ways: ((iterator: AsyncGenerator<number>) => Promise<unknown>)[] = [
    (iterator) => iterator.return(undefined),
    (iterator) => iterator.throw(new Error('of its own')).catch(() => undefined),
    async (iterator) => {
      const next = iterator.next();
      await iterator.return(undefined);
      return next;
    },
    async (iterator) => {
      const next = iterator.next();
      controller.abort(new Error('enough'));
      await expect(next).rejects.toThrow('enough');
    },
  ];
  for (const leave of ways) {
    const iterator = abortableIterator(counting(1).run, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await iterator.next();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await leave(iterator);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  }
});

test('error: refuses values that are not signals', async () => {
  const iterator = abortableIterator(counting(1).run, { signal: new AbortController() as never });
  await expect(iterator.next()).rejects.toMatchObject({ code: 'invalid_argument', argument: 'signal' });
  expect((await iterator.next()).done).toBe(true);
});
