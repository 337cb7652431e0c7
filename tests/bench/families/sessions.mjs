import { fork } from 'node:child_process';
import { once } from 'node:events';
import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defineAgent } from '@mitosislabs/agent';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { median } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';
import { manySessions } from '../support/manySessions.mjs';
import { resting } from '../support/resting.mjs';

const SESSIONS = countOf(1_000);
const MESSAGES = countOf(101);

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Measures the memory of the process after garbage collection, in KiB. */
async function held() {
  await new Promise((resolve) => setTimeout(resolve, 100));
  gc();
  const { heapUsed, external } = memoryUsage();
  return (heapUsed + external) / 1024;
}

/** The median time in ms from a message of an agent to `stream()`, with pauses as between messages of people. */
async function latency(server, channel, count, pauseMs) {
  const session = await channel.openSession('office', 'talker');
  await session.negotiate();
  const stream = session.stream();
  const times = [];
  for (let index = 0; index < count; index++) {
    const next = stream.next();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const start = performance.now();
    server.send({ agent: 'talker', content: `${index}` });
    await next;
    times.push(performance.now() - start);
  }
  await stream.return();
  await session.close();
  return median(times);
}

/** The median time in ms from an agent's `send()` to `stream()`, both of this SDK, against the emulator. */
async function answered(hasEvents, count) {
  const emulator = await startEmulator({ brain: 'none', readyAfterMs: 5 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const { id: officeId } = await new OfficesAPI(transport).create({ name: 'bench' });
  await new EmployeesAPI(transport).hire(officeId, { name: 'talker' });
  const stop = new AbortController();
  let sentAt = 0;
  const agent = defineAgent({
    onMessage: (_, reply) => {
      sentAt = performance.now();
      return reply.send('answer');
    },
  });
  const signingKey = emulator.agentKey(officeId, 'talker');
  const running = agent.run({ endpoint, officeId, agentId: 'talker', signingKey, signal: stop.signal });
  const messages = new MessagesAPI(transport);
  const events = hasEvents ? (id, options) => messages.stream(id, options) : undefined;
  const channel = new XMTPChannel(new XMTPAPI(transport), { events });
  const session = await channel.openSession(officeId, 'talker');
  await session.negotiate();
  const stream = session.stream();
  const times = [];
  for (let index = 0; index < count; index++) {
    const next = stream.next();
    await session.send('question');
    await next;
    times.push(performance.now() - sentAt);
  }
  await stream.return();
  await channel.closeAll();
  stop.abort();
  await running;
  await emulator.close();
  return median(times);
}

/** Compares the cost of sessions with their limits. */
export async function sessions() {
  const server = fork(new URL('../programs/chatServer.mjs', import.meta.url));
  const [{ port }] = await once(server, 'message');
  const transport = new Transport({ endpoint: `http://127.0.0.1:${port}`, apiKey: 'mi_bench_key' });
  const messages = new MessagesAPI(transport);
  const events = (officeId, options) => messages.stream(officeId, options);
  const api = new XMTPAPI(transport);
  const channel = new XMTPChannel(api, { events });
  const row = (name, unit, ours, theirs) => ({ name, unit, ratio: ours / theirs, ours, theirs });
  try {
    const pushed = await latency(server, channel, MESSAGES, 20);
    const before = await held();
    const start = performance.now();
    const streams = await Promise.all(
      Array.from({ length: SESSIONS }, async (_, index) => {
        const session = await channel.openSession('office', `agent-${index}`);
        await session.negotiate();
        const stream = session.stream();
        return { stream, next: stream.next() };
      }),
    );
    const opened = performance.now() - start;
    // All have polled at least once, and wait.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const each = ((await held()) - before) / SESSIONS;
    const crowded = await latency(server, channel, 21, 50);
    server.send({ isCount: true });
    const [{ most }] = await once(server, 'message');
    for (let index = 0; index < SESSIONS; index++) server.send({ agent: `agent-${index}`, content: 'news' });
    for (const { stream, next } of streams) {
      if ((await next).value.content !== 'news') throw new Error('a session got another message');
      await stream.return();
    }
    await channel.closeAll();
    const polled = await latency(server, new XMTPChannel(api), 9, 700);
    return [
      row('emulator: agent to stream(), median / 50 ms', 'ms', await answered(true, MESSAGES), 50),
      row('the same without the event stream / 1 s', 'ms', await answered(false, 15), 1_000),
      row('agent to stream(), median / 50 ms', 'ms', pushed, 50),
      row('the same without the event stream / 1 s', 'ms', polled, 1_000),
      row(`the same beside ${SESSIONS} sessions / 50 ms`, 'ms', crowded, 50),
      row(`${SESSIONS} sessions of an office opened at once / 30 s`, 'ms', opened, 30_000),
      row(`${SESSIONS} sessions of an office: connections / 2`, '', most, 2),
      row(`${SESSIONS} sessions: memory each / 64 KiB`, 'KiB', each, 64),
      ...(await manySessions(row)),
      ...(await resting(row)),
    ];
  } finally {
    server.disconnect();
  }
}
