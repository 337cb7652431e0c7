import { MessagesAPI } from '@mitosislabs/api/messages';
import { Transport } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { XMTPChannel } from './XMTPChannel.ts';

/** `RUNS=20` makes twenty runs and prints each; `SEED` is that of the first. */
const RUNS = Number(process.env['RUNS'] ?? 1);
const SEED = Number(process.env['SEED'] ?? 1);
const MESSAGES = Number(process.env['MESSAGES'] ?? 5_000);

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A server whose event stream repeats, loses and reorders events, and breaks. */
class FaultyServer extends ChatServer {
  random: () => number = Math.random;
  #held: object[] = [];

  override tell(data: object): void {
    this.#held.push(data);
    if (this.random() > 0.1) return;
    const held = this.#held.splice(0).sort(() => this.random() - 0.5);
    for (const one of held) {
      if (this.random() < 0.1) continue;
      super.tell(one);
      if (this.random() < 0.1) super.tell(one);
    }
    if (this.random() < 0.02) for (const stream of this.streams) stream.destroy();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function run(seed: number) {
  await using server = new FaultyServer();
  await server.start();
  const random = randomOf(seed);
  server.random = random;
  // Times differ: of equal ones, no page that changes at each read shows the order.
  let time = 0;
  server.now = () => {
    time = Math.max(time + 1, Date.now());
    return time;
  };
  server.most = 1_000;
  server.order = 'newest-first';
  server.acknowledge();
  const gaps: [string, string][] = [];
  const api = new MessagesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
  const channel = new XMTPChannel(server.api, {
    events: (officeId, options) => api.stream(officeId, options),
    onGap: ({ after, before }) => gaps.push([after, before]),
  });
  const session = await channel.openSession('office', 'aria');
  if (random() < 0.5) await session.negotiate();
  else await session.receive();
  server.fault = ({ kind }) => {
    const dice = random();
    if (kind === 'events') return dice < 0.2 ? { status: 503 } : undefined;
    if (dice < 0.05) return { status: 503 };
    if (dice < 0.1) return { reset: true };
    if (dice < 0.3) return { delay: Math.ceil(random() * 200) };
    return undefined;
  };
  const got: string[] = [];
  const stop = new AbortController();
  const reading = (async () => {
    for await (const { id } of session.stream(undefined, { signal: stop.signal })) {
      got.push(id);
      if (random() < 0.002) await pause(random() * 100);
    }
  })();
  reading.catch(() => undefined);
  for (let sent = 0; sent < MESSAGES; ) {
    const count = Math.min(MESSAGES - sent, Math.ceil(random() * (random() < 0.1 ? 2_000 : 100)));
    for (let index = 0; index < count; index++) server.say('aria', `${sent++}`);
    await pause(random() * 30);
  }
  server.say('aria', 'the last');
  const all = server
    .chat('aria')
    .messages.filter(({ from_agent, content }) => from_agent === 'aria' && !content.startsWith('{'));
  const last = all.at(-1)?.id ?? '';
  while (!got.includes(last)) await pause(20);
  await pause(50);
  stop.abort();
  await channel.closeAll();
  const placeOf = new Map(server.chat('aria').messages.map(({ id }, index) => [id, index]));
  const place = (id: string) => placeOf.get(id) ?? -1;
  const known = new Set(got);
  const missing = all.map(({ id }) => id).filter((id) => !known.has(id));
  const lost = missing.filter(
    (id) =>
      !gaps.some(
        ([after, before]) => place(id) > (after === '' ? -1 : place(after)) && place(id) < place(before),
      ),
  );
  const unordered = got.filter((id, index) => index > 0 && place(id) < place(got[index - 1] ?? ''));
  return {
    seed,
    missing: missing.length,
    gaps: gaps.length,
    lost: lost.length,
    twice: got.length - known.size,
    unordered: unordered.length,
    reads: server.requests.filter(({ kind }) => kind === 'read').length,
  };
}

test(
  `behavior: every hole in ${MESSAGES} messages under faults is reported`,
  async () => {
    const faulty: object[] = [];
    for (let seed = SEED; seed < SEED + RUNS; seed++) {
      const result = await run(seed);
      if (RUNS > 1) process.stdout.write(`${JSON.stringify(result)}\n`);
      if (result.lost + result.twice + result.unordered > 0) faulty.push(result);
    }
    expect(faulty).toEqual([]);
  },
  60_000 + RUNS * 60_000,
);
