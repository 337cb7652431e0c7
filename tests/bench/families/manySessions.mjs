import { fork } from 'node:child_process';
import { once } from 'node:events';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { countOf } from '../support/effort.mjs';

/** The round trip to the server that is far away, in ms. */
const ROUND_TRIP_MS = 50;
/** After so long without a message sessions rest, in ms, and so much later for each; and how long they are watched then. */
const SETTLED = { all: 25_000, each: 10 };
const REST_MS = 20_000;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const program = (name, ...args) => fork(new URL(`../programs/${name}`, import.meta.url), args);

/** Starts a server; `roundTripMs` away, if that is not 0. */
async function startServer(roundTripMs) {
  const server = program('chatServer.mjs');
  let [{ port }] = await once(server, 'message');
  const proxy = roundTripMs > 0 ? program('delayProxy.mjs', port, roundTripMs) : undefined;
  if (proxy) [{ port }] = await once(proxy, 'message');
  const transport = new Transport({ endpoint: `http://127.0.0.1:${port}`, apiKey: 'mi_bench_key' });
  const messages = new MessagesAPI(transport);
  const events = (officeId, options) => messages.stream(officeId, options);
  return {
    channel: new XMTPChannel(new XMTPAPI(transport), { events }),
    polling: new XMTPChannel(new XMTPAPI(transport)),
    say: (agent, content) => server.send({ agent, content }),
    async requests() {
      server.send({ isCount: true });
      return (await once(server, 'message'))[0].requests;
    },
    stop() {
      proxy?.disconnect();
      server.disconnect();
    },
  };
}

async function timeOf(work) {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

function openAll(channel, count) {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const session = await channel.openSession('office', `agent-${index}`);
      await session.negotiate();
      return session;
    }),
  );
}

/** Requests and CPU of sessions that rest, a second. */
async function watch({ requests }, count) {
  await wait(SETTLED.all + count * SETTLED.each);
  const [asked, used] = [await requests(), process.cpuUsage()];
  await wait(REST_MS);
  const { user, system } = process.cpuUsage(used);
  const seconds = REST_MS / 1_000;
  return { perSecond: ((await requests()) - asked) / seconds, cpu: (user + system) / 1_000 / seconds };
}

/** Waits until each session has heard this text. */
async function hears(streams, text) {
  await Promise.all(
    streams.map(async (stream) => {
      const { value } = await stream.next();
      if (value.content !== text) throw new Error('a session heard something else');
    }),
  );
}

/** Many sessions of an office: far away, at rest, and at once. */
export async function manySessions(row) {
  const count = countOf(1_000);
  const many = countOf(10_000);
  const far = await startServer(ROUND_TRIP_MS);
  const [farOpened, farSessions] = await timeOf(() => openAll(far.channel, count));
  const [farSent] = await timeOf(() => Promise.all(farSessions.map((session) => session.send('hello'))));
  const [farClosed] = await timeOf(() => far.channel.closeAll());
  far.stop();

  const near = await startServer(0);
  const sessions = await openAll(near.channel, count);
  const streams = sessions.map((session) => session.stream());
  const waiting = hears(streams, 'news');
  const rest = await watch(near, count);
  const [told] = await timeOf(() => {
    for (let index = 0; index < count; index++) near.say(`agent-${index}`, 'news');
    return waiting;
  });
  const [closed] = await timeOf(() => near.channel.closeAll());
  const polled = await openAll(near.polling, count);
  for (const session of polled) void session.stream().next();
  const polling = await watch(near, count);
  await near.polling.closeAll();
  const crowd = await openAll(near.channel, many);
  for (const session of crowd) void session.stream().next();
  const crowded = await watch(near, many);
  await near.channel.closeAll();
  near.stop();

  const away = `${count} sessions, ${ROUND_TRIP_MS} ms away`;
  return [
    row(`${away}: opened / 5 s`, 'ms', farOpened, 5_000),
    row(`${away}: one send() each / 4 s`, 'ms', farSent, 4_000),
    row(`${away}: closed / 3 s`, 'ms', farClosed, 3_000),
    row(`${count} sessions: one message to each at once / 1 s`, 'ms', told, 1_000),
    row(`${count} sessions: closed / 1 s`, 'ms', closed, 1_000),
    row(`${count} sessions at rest beside the event stream: requests a second / 2`, '', rest.perSecond, 2),
    row(`${count} sessions at rest without it: requests a second / 2`, '', polling.perSecond, 2),
    row(
      `${many} sessions at rest beside the event stream: requests a second / 10`,
      '',
      crowded.perSecond,
      10,
    ),
    row(`${count} sessions at rest: CPU, ms a second / 50`, 'ms', rest.cpu, 50),
    row(`${many} sessions at rest: CPU, ms a second / 50`, 'ms', crowded.cpu, 50),
  ];
}
