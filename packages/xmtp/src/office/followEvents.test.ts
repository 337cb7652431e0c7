import type { ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { followEvents, type StreamEnd } from './followEvents.ts';

type Connection = (options: StreamOptions) => AsyncGenerator<ServerSentEvent>;

/** Follows connections, one after the other, until all have ended. Returns what the reader was called with. */
async function follow(connections: Connection[], continues = true) {
  const stop = new AbortController();
  const seen = { opened: [] as unknown[], events: [] as unknown[], skipped: [] as unknown[] };
  const ends: Pick<StreamEnd, 'failure' | 'hasEvents' | 'isSteady'>[] = [];
  const reader = {
    open(options: StreamOptions) {
      seen.opened.push(options.lastEventId);
      expect(options.maxReconnects).toBe(0);
      const connection = connections.shift();
      if (!connection) throw new Error('no more');
      return connection(options);
    },
    event: (event: ServerSentEvent) => seen.events.push(event.data),
    skipped: ({ id }: { id?: string | undefined }) => seen.skipped.push(id),
    ended({ failure, hasEvents, isSteady }: StreamEnd) {
      ends.push({ failure, hasEvents, isSteady });
      if (connections.length === 0) stop.abort();
      return { waitMs: 0, continues };
    },
  };
  await followEvents(reader, stop.signal);
  return { ...seen, ends };
}

const broken = new Error('broken');
async function* twoEvents(): AsyncGenerator<ServerSentEvent> {
  yield { id: 'a', data: '1' };
  yield { data: '2' };
}
// biome-ignore lint/correctness/useYield: its only event is skipped.
async function* skipsOne({ onSkip }: StreamOptions): AsyncGenerator<ServerSentEvent> {
  onSkip?.({ event: 'message', id: 'b', size: 2_000_000 });
}
// biome-ignore lint/correctness/useYield: it fails before its first event.
async function* fails(): AsyncGenerator<ServerSentEvent> {
  throw broken;
}

test('default: opens the stream again after its last event', async () => {
  const { opened, events, skipped, ends } = await follow([twoEvents, skipsOne, fails, twoEvents]);
  expect(opened).toEqual([undefined, 'a', 'b', 'b']);
  expect([events, skipped]).toEqual([['1', '2', '1', '2'], ['b']]);
  const good = { failure: undefined, hasEvents: true, isSteady: true };
  expect(ends).toEqual([good, good, { failure: broken, hasEvents: false, isSteady: false }, good]);
});

test('behavior: forgets the last event if the reader does not continue', async () => {
  expect((await follow([twoEvents, twoEvents], false)).opened).toEqual([undefined, undefined]);
});

test('behavior: opens nothing after the signal has fired, and reports no end', async () => {
  const stop = new AbortController();
  const calls: string[] = [];
  const reader = {
    async *open(): AsyncGenerator<ServerSentEvent> {
      calls.push('open');
      yield { data: '1' };
      throw broken;
    },
    event: () => stop.abort(),
    skipped: () => calls.push('skipped'),
    ended: () => {
      calls.push('ended');
      return { waitMs: 0, continues: true };
    },
  };
  await followEvents(reader, stop.signal);
  await followEvents(reader, stop.signal);
  expect(calls).toEqual(['open']);
});
