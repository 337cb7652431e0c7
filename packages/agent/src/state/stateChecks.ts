import { sleep } from '@mitosislabs/auth/async';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import type { AgentLease, AgentState, StateView } from './AgentState.ts';

/** How long a process counts as alive in a check that does not want it to die, in ms. */
const LONG_MS = 600_000;
/** The same where it has to die soon, in ms. */
const SHORT_MS = 100;

/** One check of a store. */
export interface StateCheck {
  /** The rule that it checks. */
  readonly title: string;
  /**
   * Rejects if the store breaks the rule. Checks may share one store, and may run at the same time.
   *
   * @param state - The state.
   * @param other - The same store, as another process opens it. The same object will do where that makes no difference.
   */
  run(state: AgentState, other: AgentState): Promise<void>;
}

/**
 * The rules of {@link AgentState}, for the tests of a store that you write. They need no test framework.
 *
 * @example
 * ```ts
 * import { stateChecks } from '@mitosislabs/agent/conformance';
 * import { fileState } from '@mitosislabs/agent/files';
 *
 * const folder = './state-of-checks';
 * for (const { title, run } of stateChecks) {
 *   await run(fileState(folder), fileState(folder));
 *   console.log('ok', title);
 * }
 * ```
 */
export const stateChecks: readonly StateCheck[] = [
  {
    title: 'a process claims a free agent, and another one cannot',
    async run(state, other) {
      const [a, b, agent] = names(3);
      await state.beat(a, '', LONG_MS);
      await other.beat(b, '', LONG_MS);
      const lease = only(await state.claim(a, [agent]));
      same([lease.agent, lease.process], [agent, a], 'the lease');
      yes(Number.isSafeInteger(lease.fence) && lease.fence > 0, 'The fence is not a positive safe integer.');
      same(await other.claim(b, [agent]), [], 'a claim of a taken agent');
      same(await state.claim(a, [agent]), [], 'a claim of an agent that the process holds already');
      same(own(await other.beat(b, '', LONG_MS), a), [lease], 'the leases in the view');
    },
  },
  {
    title: 'a process that is not alive claims nothing',
    async run(state) {
      const [a, agent] = names(2);
      same(await state.claim(a, [agent]), [], 'a claim without a sign of life');
    },
  },
  {
    title: 'a view has the notes of all living processes',
    async run(state, other) {
      const [a, b] = names(2);
      await state.beat(a, 'first', LONG_MS);
      await state.beat(a, '{"text":"a \u{1F680} \' \\" note"}', LONG_MS);
      const view = await other.beat(b, 'mine', LONG_MS);
      same(noteOf(view, a), '{"text":"a \u{1F680} \' \\" note"}', 'the note of the other process');
      same(noteOf(view, b), 'mine', 'the own note');
    },
  },
  {
    title: 'a released agent is free, and the next fence is higher',
    async run(state, other) {
      const [a, b, agent] = names(3);
      await state.beat(a, '', LONG_MS);
      await other.beat(b, '', LONG_MS);
      let last = 0;
      for (let round = 0; round < 3; round++) {
        const lease = only(await state.claim(a, [agent]));
        yes(lease.fence > last, 'The fence does not grow.');
        await state.release([
          { ...lease, fence: lease.fence - 1 },
          { ...lease, process: b },
        ]);
        same(await other.claim(b, [agent]), [], 'a claim after the release of another lease');
        await state.release([lease]);
        same(own(await state.beat(a, '', LONG_MS), a), [], 'the leases after the release');
        const next = only(await other.claim(b, [agent]));
        yes(next.fence > lease.fence, 'The fence does not grow.');
        await other.release([next]);
        last = next.fence;
      }
    },
  },
  {
    title: 'the agents of a process that is not alive can be claimed',
    async run(state, other) {
      const [a, b, agent] = names(3);
      const lease = await shortLease(state, a, agent);
      await isGone(other, b, a);
      const next = only(await other.claim(b, [agent]));
      yes(next.fence > lease.fence, 'The fence does not grow.');
      same(own(await state.beat(a, '', LONG_MS), a), [], 'the leases of the process that was away');
    },
  },
  {
    title: 'a process that comes back keeps what was not taken',
    async run(state, other) {
      const [a, b, agent] = names(3);
      const lease = await shortLease(state, a, agent);
      await isGone(other, b, a);
      same(own(await state.beat(a, '', LONG_MS), a), [lease], 'the leases of the process that is back');
      same(await other.claim(b, [agent]), [], 'a claim of its agent');
    },
  },
  {
    title: 'a takeover and a sign of life at the same time have one winner',
    async run(state, other) {
      for (let round = 0; round < 10; round++) {
        const [a, b, agent] = names(3);
        await shortLease(state, a, agent);
        await isGone(other, b, a);
        const [view, taken] = await Promise.all([state.beat(a, '', LONG_MS), other.claim(b, [agent])]);
        same(own(view, a).length + taken.length, 1, 'the number of winners');
        await Promise.all([state.leave(a), other.leave(b)]);
      }
    },
  },
  {
    title: 'of many claims at the same time, one gets each agent',
    async run(state, other) {
      const processes = names(6);
      const agents = names(20);
      for (const id of processes) await state.beat(id, '', LONG_MS);
      const claims = processes.map((id, index) => (index % 2 ? state : other).claim(id, agents));
      const leases = (await Promise.all(claims)).flat();
      same(leases.map(({ agent }) => agent).sort(), [...agents].sort(), 'the agents that were given');
      await Promise.all(processes.map((id) => state.leave(id)));
    },
  },
  {
    title: 'a process that leaves frees its agents',
    async run(state, other) {
      const [a, b, one, two] = names(4);
      await state.beat(a, '', LONG_MS);
      await state.claim(a, [one, two]);
      await state.leave(a);
      const view = await other.beat(b, '', LONG_MS);
      same(noteOf(view, a), undefined, 'the note of the process that left');
      same(own(view, a), [], 'its leases');
      same((await other.claim(b, [one, two])).length, 2, 'the number of agents that are free');
      same(await state.claim(a, [one]), [], 'a claim of the process that left');
    },
  },
  {
    title: 'a text is loaded by the next holder as it was saved',
    async run(state, other) {
      const [a, b, agent] = names(3);
      await state.beat(a, '', LONG_MS);
      await other.beat(b, '', LONG_MS);
      const lease = only(await state.claim(a, [agent]));
      same(await state.load(lease), undefined, 'the text before the first save');
      const text = JSON.stringify({ text: `\u{1F680} ' " \\ $1 %s\n${'x'.repeat(300_000)}` });
      same(await state.save(lease, 'earlier', 1), true, 'the first save');
      same(await state.save(lease, text, 2), true, 'the second save');
      await state.release([lease]);
      const next = only(await other.claim(b, [agent]));
      yes((await other.load(next)) === text, 'The text is not what was saved.');
      same(await other.save(next, 'next', 1), true, 'the first save under the next lease');
      same(await other.load(next), 'next', 'the text after it');
    },
  },
  {
    title: 'a save of an old holder is refused',
    async run(state, other) {
      const [a, b, agent] = names(3);
      const lease = await shortLease(state, a, agent);
      same(await state.save(lease, 'mine', 1), true, 'the save of the holder');
      await isGone(other, b, a);
      const next = only(await other.claim(b, [agent]));
      same(await state.save(lease, 'late', 2), false, 'a save of the old holder');
      same(await other.load(next), 'mine', 'the text after it');
      same(await other.save(next, 'next', 1), true, 'the save of the new holder');
      same(await state.save(lease, 'later', 3), false, 'another save of the old holder');
      same(await other.load(next), 'next', 'the text after it');
      await other.release([next]);
      same(await other.save(next, 'last', 2), false, 'a save after the release');
      same(await state.save({ ...next, process: a }, 'none', 3), false, 'a save of another process');
    },
  },
  {
    title: 'a save that arrives after a later one is refused',
    async run(state, other) {
      const [a, agent] = names(2);
      await state.beat(a, '', LONG_MS);
      const lease = only(await state.claim(a, [agent]));
      same(await state.save(lease, 'two', 2), true, 'the later save');
      same(await other.save(lease, 'one', 1), false, 'the earlier save');
      same(await state.save(lease, 'two', 2), true, 'a repeated save');
      same(await state.load(lease), 'two', 'the text');
    },
  },
];

function names<Count extends 2 | 3 | 4 | 6 | 20>(count: Count): [string, string, string, string] & string[] {
  return Array.from({ length: count }, () => `check/${randomUUID()}`) as [string, string, string, string];
}

/** A lease of a process that is about to die. */
async function shortLease(state: AgentState, id: string, agent: string): Promise<AgentLease> {
  // On a busy machine the process may be dead before it claims.
  for (let ttl = SHORT_MS; ; ttl *= 2) {
    await state.beat(id, '', ttl);
    const [lease] = await state.claim(id, [agent]);
    if (lease) return lease;
  }
}

/** Waits until a process counts as dead. */
async function isGone(state: AgentState, observer: string, id: string): Promise<void> {
  while ((await state.beat(observer, '', LONG_MS)).processes.some((each) => each.id === id)) await sleep(20);
}

function own({ leases }: StateView, id: string): AgentLease[] {
  return leases
    .filter(({ process }) => process === id)
    .map(({ agent, process, fence }) => ({ agent, process, fence }));
}

function noteOf({ processes }: StateView, id: string): string | undefined {
  return processes.find((each) => each.id === id)?.note;
}

function only(leases: readonly AgentLease[]): AgentLease {
  const [lease] = leases;
  if (!lease || leases.length !== 1)
    throw new Error(`The claim should give one lease, and gave ${leases.length}.`);
  return lease;
}

function same(actual: unknown, expected: unknown, subject: string): void {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(value) ?? 'undefined');
  if (is !== should) throw new Error(`Wrong: ${subject}. Expected ${should}, got ${is}.`);
}

function yes(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
