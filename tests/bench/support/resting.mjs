import { fork } from 'node:child_process';
import { once } from 'node:events';
import { countOf } from './effort.mjs';
import { idleAgents } from './idleAgents.mjs';

/** Sessions and agents without work. Each kind has a process of its own, and all wait at the same time. */
export async function resting(row) {
  const [count, many] = [countOf(1_000), countOf(10_000)];
  const [agents, pushed, polled, crowd] = await Promise.all([
    idleAgents(row),
    sessions(count, 'events'),
    sessions(count, 'polling'),
    sessions(many, 'events'),
  ]);
  const rest = (of) => `${of} sessions at rest`;
  return [
    row(`${rest(count)} beside the event stream: requests a second / 2`, '', pushed.perSecond, 2),
    row(`${rest(count)} without it: requests a second / 2`, '', polled.perSecond, 2),
    row(`${rest(many)} beside the event stream: requests a second / 10`, '', crowd.perSecond, 10),
    row(`${rest(count)}: CPU, ms a second / 50`, 'ms', pushed.cpu, 50),
    row(`${rest(many)}: CPU, ms a second / 50`, 'ms', crowd.cpu, 50),
    ...agents,
  ];
}

async function sessions(count, way) {
  const program = fork(new URL('../programs/restingSessions.mjs', import.meta.url), [count, way]);
  const [facts] = await once(program, 'message');
  return facts;
}
