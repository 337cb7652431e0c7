// Opens a number of sessions, with the event stream or without it, and waits until they rest. It sends their requests a second, and
// the CPU time of this process, in ms a second.
import { openAll, startOffice } from '../support/chatOffice.mjs';

/** Sessions that make few requests for so long rest, in ms. It is longer than the pause between two polls of a session. */
const CALM_MS = 12_000;
const STEP_MS = 2_000;
/** The requests a second that count as few: for each session, and at least. */
const FEW = { each: 0.002, least: 5 };
/** The longest wait for rest, in ms. */
const LATEST_MS = 150_000;
const WATCHED_MS = 15_000;

process.on('disconnect', () => process.exit());
const [count, way] = [Number(process.argv[2]), process.argv[3]];
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const office = await startOffice();
const channel = way === 'polling' ? office.polling : office.channel;
for (const session of await openAll(channel, count)) void session.stream().next();

const few = Math.max(FEW.least, count * FEW.each);
const begun = performance.now();
for (let calm = 0; calm < CALM_MS && performance.now() - begun < LATEST_MS; ) {
  const asked = await office.requests();
  await wait(STEP_MS);
  const perSecond = ((await office.requests()) - asked) / (STEP_MS / 1_000);
  calm = perSecond <= few ? calm + STEP_MS : 0;
}
const [asked, used, start] = [await office.requests(), process.cpuUsage(), performance.now()];
await wait(WATCHED_MS);
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(used);
const perSecond = ((await office.requests()) - asked) / seconds;
process.send({ perSecond, cpu: (user + system) / 1_000 / seconds }, () => process.exit());
