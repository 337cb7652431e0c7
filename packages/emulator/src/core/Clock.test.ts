import { request } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Emulator } from '../Emulator.ts';

/** Everything that fake timers can replace. */
const EVERYTHING = {
  now: 0,
  toFake: [
    'Date',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'performance',
    'hrtime',
  ],
} satisfies Parameters<typeof vi.useFakeTimers>[0];

/** Replaces `AbortSignal.timeout` as `mock.timers` of `node:test` does on Node 24 and later: it never fires. */
function mockAbortSignal(): void {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
}

let emulator: Emulator | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await emulator?.close();
  emulator = undefined;
});

/** Gets a response without a timer of this realm. */
function call(method: string, path: string, body?: object): Promise<{ date: string; json: unknown }> {
  return new Promise((resolve, reject) => {
    const { endpoint = '', apiKey = '' } = emulator ?? {};
    const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
    const sent = request(endpoint + path, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        // A stream is endless: its first event is enough.
        if (answer.headers['content-type'] === 'text/event-stream') answer.emit('end');
      });
      answer.once('end', () => {
        const isJson = answer.headers['content-type'] === 'application/json';
        resolve({ date: String(answer.headers.date), json: isJson ? JSON.parse(text) : text });
        answer.destroy();
      });
    });
    sent.on('error', reject).end(body && JSON.stringify(body));
  });
}

/** Hires an agent, and waits until it is ready: the emulator's own waits must end for that. */
async function tour(): Promise<{ date: string; created: string; stream: unknown; ran: unknown }> {
  const office = await call('POST', '/api/v1/offices', { name: 'acme' });
  const { id, created_at: created } = office.json as { id: string; created_at: string };
  await call('POST', `/api/v1/offices/${id}/employees`, { name: 'aria' });
  for (let ready = false; !ready; ) {
    const { json } = await call('GET', `/api/v1/offices/${id}/employees/aria`);
    ready = (json as { status: { ready: boolean } }).status.ready;
  }
  const stream = await call('GET', `/api/v1/offices/${id}/messages/stream`);
  const ran = await call('POST', `/api/v1/offices/${id}/workspace/exec`, { command: 'sleep 0.01; date' });
  return { date: office.date, created, stream: stream.json, ran: ran.json };
}

async function expectRealTime(): Promise<void> {
  const { date, created, stream, ran } = await tour();
  for (const time of [date, created, (ran as { stdout: string }).stdout.trim()]) {
    expect(Date.parse(time)).toBeGreaterThan(Date.UTC(2024, 0, 1));
  }
  expect(stream).toContain('retry:');
}

/** Loads the emulator again, so that it sees the timers that there are now. */
async function load(): Promise<typeof import('../startEmulator.ts')> {
  vi.resetModules();
  return import('../startEmulator.ts');
}

describe('fake timers', () => {
  test.each(['none', 'echo'] as const)(
    'behavior: do not affect the emulator when installed before its load (brain: %s)',
    async (brain) => {
      vi.useFakeTimers(EVERYTHING);
      if (brain === 'none') mockAbortSignal();
      const { startEmulator } = await load();
      emulator = await startEmulator({ readyAfterMs: 5, ...(brain === 'none' && { brain }) });
      await expectRealTime();
    },
  );

  test('behavior: do not affect the emulator when installed between load and start', async () => {
    const { startEmulator } = await load();
    vi.useFakeTimers(EVERYTHING);
    mockAbortSignal();
    emulator = await startEmulator({ readyAfterMs: 5, brain: 'none' });
    await expectRealTime();
    vi.useRealTimers();
    await expectRealTime();
  });

  test('behavior: do not affect the emulator when installed after the start', async () => {
    const { startEmulator } = await load();
    emulator = await startEmulator({ readyAfterMs: 5, brain: 'none' });
    vi.useFakeTimers(EVERYTHING);
    mockAbortSignal();
    await expectRealTime();
  });

  test('behavior: do not affect the control of the clock', async () => {
    const { startEmulator } = await load();
    vi.useFakeTimers(EVERYTHING);
    mockAbortSignal();
    emulator = await startEmulator({ readyAfterMs: 3_600_000, brain: 'none' });
    const { clock } = emulator.control;
    const hire = async (name: string) => {
      const office = await call('POST', '/api/v1/offices', { name, forceCreate: true });
      const { id } = office.json as { id: string };
      await call('POST', `/api/v1/offices/${id}/employees`, { name: 'aria' });
      return async () => {
        const { json } = await call('GET', `/api/v1/offices/${id}/employees/aria`);
        return (json as { status: { ready: boolean } }).status.ready;
      };
    };
    const isReady = await hire('a');
    await clock.advance(3_600_000);
    expect(await isReady()).toBe(true);
    await clock.run(100_000);
    const isSoonReady = await hire('b');
    while (!(await isSoonReady()));
    expect(await clock.reset()).toMatchObject({ rate: 1, offsetMs: 0 });
  });

  test('behavior: affect the emulator with `now: Date.now`', async () => {
    const { startEmulator } = await load();
    emulator = await startEmulator({ readyAfterMs: 5, brain: 'none', now: () => Date.now() });
    vi.useFakeTimers({ ...EVERYTHING, now: Date.UTC(2040, 0, 1) });
    expect((await tour()).created).toBe('2040-01-01T00:00:00.000Z');
    vi.setSystemTime(Date.UTC(2041, 0, 1));
    const office = await call('POST', '/api/v1/offices', { name: 'b', forceCreate: true });
    expect(office.json).toMatchObject({ created_at: '2041-01-01T00:00:00.000Z' });
  });
});
