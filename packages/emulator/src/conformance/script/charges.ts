import { contract } from '@mitosislabs/api/contract';
import * as values from '../../assumptions.ts';
import { field, isSuccess, PartEnded, type Session } from '../Session.ts';
import type { Reply } from '../Target.ts';
import { CORES, hire, orderOf } from './agent.ts';

const { credits } = contract;
/** Hires beyond the emulator's limit, to find a higher one. */
const MORE_HIRES = 3;

/** Reads the price of something that the agent of the run has just been charged for. */
export async function readPrice(session: Session, kind: 'hire' | 'message' | 'task'): Promise<void> {
  await session.part(`reading the price of a ${kind}`, async () => {
    const reply = await session.need(credits.usage, { compare: 'nothing' });
    const list = field(reply, 'entries');
    const entry = (Array.isArray(list) ? list : []).find(
      (item) => field(item, 'agent') === session.me.name && field(item, 'kind') === kind,
    );
    const price = field(entry, 'credits');
    if (price !== undefined) session.observe(`PRICES.${kind}`, price, reply);
    else session.skip(`PRICES.${kind}`, `The usage has no charge for a ${kind}.`);
  });
}

/** Reads the charges for the agent of the run. */
export async function readCharges(session: Session): Promise<void> {
  await session.part('reading charges', async () => {
    const { name } = session.me;
    const reply = await session.need(credits.usage, { compare: 'nothing' });
    const list = field(reply, 'entries');
    const entries = (Array.isArray(list) ? list : []).filter((entry) => field(entry, 'agent') === name);
    readRunningTime(
      session,
      entries.filter((entry) => field(entry, 'kind') === 'compute'),
      reply,
    );
    const summary = await session.need(credits.llmUsageSummary, { compare: 'nothing' });
    const [cost, spent] = [Number(field(summary, 'total_cost')), Number(field(summary, 'total_credits'))];
    if (spent > 0) session.observe('DOLLARS_PER_CREDIT', round(cost / spent, 4), summary);
    await session.call(credits.history, { query: { limit: 2 }, compare: 'shape' });
    const newest = await session.call(credits.history, { query: { limit: 10 }, compare: 'nothing' });
    const times = (Array.isArray(newest.json) ? newest.json : []).map((entry) =>
      String(field(entry, 'created_at')),
    );
    session.behave('order of credits.history', orderOf(times), newest);
  });
}

function readRunningTime(session: Session, entries: readonly unknown[], reply: Reply): void {
  const names = ['PRICES.coreHour', 'SMALLEST_COMPUTE_CHARGE', 'DEFAULT_RESOURCES.memoryGiB'];
  const hours = entries.map((entry) => Number(field(entry, 'cpu_core_hours')));
  const cost = entries.map((entry) => Number(field(entry, 'credits')));
  const [mostHours, mostCost] = [Math.max(...hours), Math.max(...cost)];
  if (!(mostHours > 0)) {
    const due = ((Date.now() - session.readySince) / 3_600_000) * CORES * values.PRICES.coreHour;
    if (due > values.SMALLEST_COMPUTE_CHARGE * 3) {
      names.splice(1, 1);
      session.observe('SMALLEST_COMPUTE_CHARGE', `more than ${round(due, 4)}, or no charge`, reply, false);
    }
    session.skip(names, 'The agent of the run did not run for long enough to be charged for it.');
    return;
  }
  session.observe('PRICES.coreHour', round(mostCost / mostHours, 1), reply);
  // A charge shows that a smaller one is possible, not that it is not.
  const assumed = values.SMALLEST_COMPUTE_CHARGE;
  session.observe('SMALLEST_COMPUTE_CHARGE', Math.min(assumed, ...cost), reply, false);
  const gibibytes = entries.map((entry) => Number(field(entry, 'memory_gib_hours')));
  if (gibibytes.every((amount) => amount >= 0)) {
    session.observe(
      'DEFAULT_RESOURCES.memoryGiB',
      round((Math.max(...gibibytes) / mostHours) * CORES, 1),
      reply,
    );
  } else session.skip('DEFAULT_RESOURCES.memoryGiB', 'The usage does not show memory.');
}

/** Hires agents until one is refused. */
export async function tryHireLimit(session: Session): Promise<void> {
  await session.part('trying the limit of hires', async () => {
    const { count, windowMs } = values.HIRE_LIMIT;
    const usage = await session.need(credits.usage, { compare: 'nothing' });
    const since = (session.target.seconds - windowMs / 1000) * 1000;
    const list = field(usage, 'entries');
    const hires = (Array.isArray(list) ? list : []).filter((entry) => field(entry, 'kind') === 'hire');
    const recent = hires
      .map((entry) => Date.parse(String(field(entry, 'created_at'))))
      .filter((at) => at > since);
    // The usage shows its newest entries only.
    let hired = Math.max(recent.length, session.hired);
    let refused: Reply | undefined;
    for (let index = 2; !refused && hired < count + MORE_HIRES; index++) {
      const reply = await hire(session, `${session.runName}-${index}`, {}, 'until one is refused');
      if (isSuccess(reply)) hired++;
      else if (reply.status === 429) refused = reply;
      else throw new PartEnded(`employees.hire answered ${reply.status}`);
    }
    session.observe(
      'HIRE_LIMIT.count',
      refused ? hired : `more than ${hired}`,
      refused,
      refused !== undefined,
    );
    if (!refused) throw new PartEnded('no hire was refused');
    const seconds = Number(refused.headers.get('retry-after'));
    session.behave(
      'Retry-After of a refused hire',
      refused.headers.has('retry-after') && seconds > 0 ? 'seconds' : 'missing',
      refused,
    );
    if (!(seconds > 0)) return session.skip('HIRE_LIMIT.windowMs', 'The refused hire has no Retry-After.');
    const first = Math.min(...recent, session.firstHire);
    if (first === Number.POSITIVE_INFINITY) {
      return session.skip('HIRE_LIMIT.windowMs', 'No hire shows when the window began.');
    }
    const window = session.target.timeOf(refused) - first + seconds * 1000;
    const minutes = Math.round(window / 60_000) * 60_000;
    const isWhole = Math.abs(window - minutes) < 5_000;
    const measured = isWhole ? minutes : Math.round(window / 1_000) * 1_000;
    const isAsAssumed = Math.abs(window - windowMs) < 15_000;
    session.observe('HIRE_LIMIT.windowMs', isAsAssumed ? windowMs : measured, refused, isWhole);
  });
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
