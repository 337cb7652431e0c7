import { openAll, startOffice } from './chatOffice.mjs';
import { countOf } from './effort.mjs';

/** The round trip to the server that is far away, in ms. */
const ROUND_TRIP_MS = 50;
/** How long sessions get no message before they rest, in ms. */
const SETTLED_MS = 17_000;

async function timeOf(work) {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** Waits until each session has got this text. */
async function allGet(streams, text) {
  await Promise.all(
    streams.map(async (stream) => {
      const { value } = await stream.next();
      if (value.content !== text) throw new Error('a session got another message');
    }),
  );
}

/** Many sessions of an office: far away, and at once. */
export async function manySessions(row) {
  const count = countOf(1_000);
  const far = await startOffice(ROUND_TRIP_MS);
  const [farOpened, farSessions] = await timeOf(() => openAll(far.channel, count));
  const before = await far.requests();
  const [farSent] = await timeOf(() => Promise.all(farSessions.map((session) => session.send('hello'))));
  const requests = ((await far.requests()) - before) / count;
  const [farClosed] = await timeOf(() => far.channel.closeAll());
  far.stop();

  const near = await startOffice();
  const streams = (await openAll(near.channel, count)).map((session) => session.stream());
  const waiting = allGet(streams, 'news');
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const [pushed] = await timeOf(() => {
    for (let index = 0; index < count; index++) near.say(`agent-${index}`, 'news');
    return waiting;
  });
  const [closed] = await timeOf(() => near.channel.closeAll());
  near.stop();

  const away = `${count} sessions, ${ROUND_TRIP_MS} ms away`;
  return [
    row(`${away}: opened / 5 s`, 'ms', farOpened, 5_000),
    row(`${away}: one send() each / 4 s`, 'ms', farSent, 4_000),
    row(`${away}: requests for a send() / 1.1`, '', requests, 1.1),
    row(`${away}: closed / 3 s`, 'ms', farClosed, 3_000),
    row(`${count} sessions: one message to each at once / 1 s`, 'ms', pushed, 1_000),
    row(`${count} sessions: closed / 1 s`, 'ms', closed, 1_000),
  ];
}
