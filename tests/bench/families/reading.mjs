import { fork } from 'node:child_process';
import { once } from 'node:events';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { median } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';

const MESSAGES = countOf(2_000);
const SENT = countOf(5_000);

/** Measures one session that reads 100 messages a second, and one that sends as fast as it can. */
export async function reading() {
  const server = fork(new URL('../programs/chatServer.mjs', import.meta.url));
  const [{ port }] = await once(server, 'message');
  const transport = new Transport({ endpoint: `http://127.0.0.1:${port}`, apiKey: 'mi_bench_key' });
  const messages = new MessagesAPI(transport);
  const events = (officeId, options) => messages.stream(officeId, options);
  const channel = new XMTPChannel(new XMTPAPI(transport), { events });
  const count = async () => {
    server.send({ isCount: true });
    return (await once(server, 'message'))[0];
  };
  const row = (name, unit, ours, theirs) => ({ name, unit, ratio: ours / theirs, ours, theirs });
  try {
    const heard = await read(await channel.openSession('office', 'talker'), server, count);
    const sent = await send(await channel.openSession('office', 'listener'), count);
    return [
      row('reading 100 messages a second: polls a message / 0.2', '', heard.polls, 0.2),
      row('the same: KiB read a message / 2', 'KiB', heard.kib, 2),
      row('the same: CPU of a second / 100 ms', 'ms', heard.cpu, 100),
      row('the same: agent to stream(), median / 100 ms', 'ms', heard.delay, 100),
      row('send(), one after another: time of each / 2 ms', 'ms', sent.ms, 2),
      row('the same: requests a message / 1.1', '', sent.requests, 1.1),
      row('the same: CPU of each / 1 ms', 'ms', sent.cpu, 1),
    ];
  } finally {
    await channel.closeAll();
    server.disconnect();
  }
}

async function read(session, server, count) {
  await session.negotiate();
  const before = await count();
  const used = process.cpuUsage();
  const start = performance.now();
  server.send({ agent: 'talker', count: MESSAGES, everyMs: 10 });
  const delays = [];
  for await (const { content } of session.stream()) {
    delays.push(performance.timeOrigin + performance.now() - Number(content));
    if (delays.length === MESSAGES) break;
  }
  const cpu = cpuSince(used) / ((performance.now() - start) / 1_000);
  const { reads, bytes } = await count();
  const polls = (reads - before.reads) / MESSAGES;
  return { polls, kib: (bytes - before.bytes) / 1_024 / MESSAGES, cpu, delay: median(delays) };
}

async function send(session, count) {
  await session.negotiate();
  const before = await count();
  const used = process.cpuUsage();
  const start = performance.now();
  const ids = new Set();
  for (let index = 0; index < SENT; index++) ids.add((await session.send(`message ${index}`))?.id);
  const ms = (performance.now() - start) / SENT;
  const cpu = cpuSince(used) / SENT;
  if (ids.size !== SENT || ids.has(undefined)) throw new Error('a message was not found');
  return { ms, cpu, requests: ((await count()).requests - before.requests) / SENT };
}

/** The CPU time of this process since then, in ms. */
function cpuSince(used) {
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1_000;
}
