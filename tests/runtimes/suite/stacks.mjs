// Stacks: the error of a failed call names the caller's line.
import { MitosisClient } from '@mitosislabs/sdk';
import { assert, describe, failureOf, sleep } from './checks.mjs';

/** Nothing answers there. */
const DEAD = 'http://127.0.0.1:1';
const O = 'office';

/** The position in the source at which this is called. */
function here() {
  return positionsIn(new Error().stack)[1];
}

/** The positions in a stack, the innermost first. */
function positionsIn(stack) {
  return [...stack.matchAll(/(\S+?):(\d+):(\d+)/g)].map(([, file, line, column]) => ({
    file: file.replace(/^.*[(@]/, ''),
    at: Number(line) * 2 ** 20 + Number(column),
  }));
}

/** Calls that fail, each between two positions: in a bundle the library is in the same file, and often on the same line. */
const calls = {
  read: (mi) => [here(), mi.offices.list(), here()],
  write: (mi) => [here(), mi.tasks.create(O, { title: 'x' }), here()],
  head: (mi) => [here(), mi.offices.list().withResponse(), here()],
  wait: (mi) => [here(), mi.tasks.wait(O, 't1'), here()],
  download: (mi) => [here(), mi.files.download(O, 'a.txt'), here()],
  downloadTo: (mi) => [here(), mi.files.downloadTo(O, 'a.txt', 'nowhere.txt'), here()],
  pages: (mi) => [here(), mi.credits.history(O)[Symbol.asyncIterator]().next(), here()],
  logs: (mi) => [here(), mi.employees.followLogs(O, 'aria').next(), here()],
  events: (mi) => [here(), mi.messages.stream(O, { maxReconnects: 0 }).next(), here()],
  request: (mi) => [here(), mi.transport.request('GET', '/x'), here()],
  openSession: (mi) => [here(), mi.xmtp.openSession('', 'aria'), here()],
  listGroups: (mi) => [here(), mi.xmtp.listGroups(O), here()],
  receive: (_, session) => [here(), session.receive(), here()],
  send: (_, session) => [here(), session.send('x', { signal: AbortSignal.timeout(50) }), here()],
  stream: (_, session) => [here(), session.stream(50, { signal: AbortSignal.timeout(50) }).next(), here()],
  answers: (_, session) => [here(), session.answers(50, { signal: AbortSignal.timeout(50) }).next(), here()],
};

/** The same, awaited at once. */
async function awaited(call, mi, session) {
  const [before, promise, after] = call(mi, session);
  return { before, error: await failureOf(promise), after };
}

/** Not awaited before they fail: the engine does not know who made the call. */
async function unawaited(call, mi, session) {
  const [before, promise, after] = call(mi, session);
  let error;
  promise.catch((reason) => {
    error = reason;
  });
  while (!error) await sleep(5);
  return { before, error, after };
}

async function check(run) {
  const mi = new MitosisClient({ endpoint: DEAD, dashboardEndpoint: DEAD, apiKey: 'mi_x', maxRetries: 0 });
  for (const [name, call] of Object.entries(calls)) {
    const session = await mi.xmtp.openSession(O, 'aria');
    const { before, error, after } = await run(call, mi, session);
    const isNamed = positionsIn(error.stack).some(
      ({ file, at }) => file === before.file && before.at < at && at < after.at,
    );
    assert(
      isNamed,
      `${name}, called between ${before.at} and ${after.at} of ${before.file}: ${describe(error)}`,
    );
  }
  await mi.close();
}

/** Cases by name. */
export const stackCases = {
  'stacks: a failed call names the line of the caller': () => check(awaited),
  'stacks: a failed call that is not awaited names the line of the caller': () => check(unawaited),
};
