import { expect, test } from 'vitest';
import type { StateView } from '../state/AgentState.ts';
import { planOf, writeNote } from './planOf.ts';

const agentsOf = (count: number) => Array.from({ length: count }, (_, index) => `office/agent-${index}`);

interface Process {
  known: readonly string[];
  wants: readonly string[];
  isLeaving: boolean;
  since: Map<string, number>;
}

/** A fleet whose processes give signs of life in turn, without a store. */
class Simulation {
  readonly processes = new Map<string, Process>();
  readonly holders = new Map<string, string>();
  busy: ReadonlySet<string> = new Set();
  moves = 0;
  #turn = 0;

  join(id: string, known: readonly string[]): void {
    this.processes.set(id, { known, wants: [], isLeaving: false, since: new Map() });
  }

  die(id: string): void {
    this.processes.delete(id);
  }

  view(): StateView {
    return {
      processes: [...this.processes].map(([id, { wants, isLeaving }]) => ({
        id,
        note: writeNote({ wants, isLeaving }),
      })),
      leases: [...this.holders].map(([agent, process]) => ({ agent, process, fence: 1 })),
    };
  }

  /** Each process gives one sign of life. */
  round(mayTakeOver = true): void {
    for (const [id, process] of this.processes) {
      this.#turn++;
      const view = this.view();
      const taken = new Set(
        view.leases.filter((each) => this.processes.has(each.process)).map((each) => each.agent),
      );
      for (const agent of process.known) {
        if (taken.has(agent)) process.since.delete(agent);
        else if (!process.since.has(agent)) process.since.set(agent, this.#turn);
      }
      const plan = planOf({
        view,
        self: id,
        known: process.known,
        isLeaving: process.isLeaving,
        isIdle: (agent) => !this.busy.has(agent),
        isOverdue: (agent) =>
          this.#turn - (process.since.get(agent) ?? this.#turn) >= 3 * this.processes.size,
        mayTakeOver,
      });
      for (const agent of plan.handOver) this.holders.delete(agent);
      for (const agent of plan.claim) this.holders.set(agent, id);
      this.moves += plan.handOver.length + plan.claim.length;
      process.wants = plan.wants;
    }
  }

  rounds(count: number): void {
    for (let round = 0; round < count; round++) this.round();
  }

  /** How many agents each process has. */
  loads(): number[] {
    const loads = new Map([...this.processes.keys()].map((id) => [id, 0]));
    for (const process of this.holders.values()) loads.set(process, (loads.get(process) ?? 0) + 1);
    return [...loads.values()].sort((a, b) => a - b);
  }
}

test.each([
  [1, 1, [1]],
  [5, 1, [0, 0, 0, 0, 1]],
  [3, 7, [2, 2, 3]],
  [4, 1_000, [250, 250, 250, 250]],
  [7, 1_000, [142, 143, 143, 143, 143, 143, 143]],
])(
  'default: spreads agents evenly, and then moves none: %i processes, %i agents',
  (processes, agents, loads) => {
    const fleet = new Simulation();
    for (let count = 0; count < processes; count++) {
      fleet.join(`p${count}`, agentsOf(agents));
      fleet.round();
    }
    fleet.rounds(40);
    expect(fleet.loads()).toEqual(loads);
    fleet.moves = 0;
    fleet.rounds(20);
    expect(fleet.moves).toBe(0);
  },
);

test('behavior: the others share the agents of a process that dies, at once', () => {
  const fleet = new Simulation();
  for (const id of ['a', 'b', 'c', 'd']) fleet.join(id, agentsOf(400));
  fleet.rounds(40);
  fleet.die('b');
  fleet.round(false);
  expect(fleet.loads()).toEqual([100, 100, 100, 100]);
  fleet.round();
  expect(fleet.loads()).toEqual([132, 134, 134]);
  fleet.rounds(10);
  expect(fleet.loads()).toEqual([133, 133, 134]);
});

test('behavior: a process that leaves takes none, and the others take what it frees', () => {
  const fleet = new Simulation();
  for (const id of ['a', 'b', 'c']) fleet.join(id, agentsOf(30));
  fleet.rounds(20);
  const leaving = fleet.processes.get('c');
  if (leaving) leaving.isLeaving = true;
  for (const [agent, process] of fleet.holders) if (process === 'c') fleet.holders.delete(agent);
  fleet.round();
  expect(fleet.loads()).toEqual([0, 15, 15]);
});

test('behavior: moves agents that are idle, and the others when they are', () => {
  const fleet = new Simulation();
  const agents = agentsOf(10);
  fleet.join('a', agents);
  fleet.rounds(10);
  fleet.busy = new Set(agents.slice(0, 8));
  fleet.join('b', agents);
  fleet.rounds(10);
  expect(fleet.loads()).toEqual([2, 8]);
  expect(agents.slice(8).map((agent) => fleet.holders.get(agent))).toEqual(['b', 'b']);
  fleet.busy = new Set();
  fleet.rounds(10);
  expect(fleet.loads()).toEqual([5, 5]);
});

test('behavior: every agent is run where processes know different ones, and none goes back and forth', () => {
  const fleet = new Simulation();
  const agents = agentsOf(40);
  fleet.join('a', agents.slice(0, 30));
  fleet.join('b', agents.slice(25));
  fleet.join('c', agents.slice(39));
  fleet.rounds(40);
  expect([...fleet.holders.keys()].sort()).toEqual([...agents].sort());
  fleet.moves = 0;
  fleet.rounds(40);
  expect(fleet.moves).toBe(0);
});

test('behavior: ignores notes that are not its own', () => {
  const view: StateView = {
    processes: [
      { id: 'a', note: 'not JSON' },
      { id: 'b', note: '{"wants":[1,{}],"isLeaving":"yes"}' },
      { id: 'c', note: 'null' },
    ],
    leases: [],
  };
  const situation = { self: 'a', known: ['x', 'y', 'z'], isLeaving: false, mayTakeOver: true };
  const plan = planOf({ ...situation, view, isIdle: () => true, isOverdue: () => false });
  expect(plan.claim).toHaveLength(1);
});
