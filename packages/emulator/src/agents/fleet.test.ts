import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentDefinition, type AgentState, defineAgent, runFleet } from '@mitosislabs/agent';
import { fileState } from '@mitosislabs/agent/files';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersOf, officeWith, say, until, world } from '../testing/agents.ts';

let folder: string;
const members: { abort: AbortController; ended: Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-fleet-'));
});
afterEach(async () => {
  for (const { abort } of members) abort.abort();
  await Promise.allSettled(members.splice(0).map(({ ended }) => ended));
  await rm(folder, { recursive: true, force: true });
});

/** An office, and an agent in it. */
type Place = [officeId: string, name: string];

/** Runs agents as a process of its own would: with a state of its own. */
function member(agents: Place[], definition: AgentDefinition, state: AgentState = fileState(folder)) {
  const abort = new AbortController();
  const agent = defineAgent(definition);
  const ended = runFleet({
    agents: agents.map(([officeId, agentId]) => ({
      agent,
      endpoint: world.emulator.endpoint,
      officeId,
      agentId,
      signingKey: world.emulator.agentKey(officeId, agentId),
    })),
    state,
    signal: abort.signal,
  });
  const entry = { abort, ended };
  members.push(entry);
  ended.catch(() => undefined);
  return entry;
}

/** An agent whose answers say which process gave them. */
const named = (name: string): AgentDefinition => ({
  onMessage: (message, reply) => reply.send(`${name} ${message.content}`),
});

/** Asks each agent, and returns the process that answered for it. */
async function whoRuns(agents: Place[], question: string): Promise<string[]> {
  return Promise.all(
    agents.map(async ([id, name]) => {
      await world.owner.xmtp.sendToConversation(id, name, say(question));
      const answers = await until(
        () => answersOf(id, name),
        (all) => all.some((answer) => answer.endsWith(` ${question}`)),
      );
      return answers.find((answer) => answer.endsWith(` ${question}`))?.split(' ')[0] ?? '';
    }),
  );
}

test('behavior: spreads agents over processes, moves them when one joins or leaves, and answers each message once', async () => {
  const names = ['a1', 'a2', 'a3'];
  // An office hires three in ten minutes.
  const offices = [await officeWith(names), await world.officeWith(...names)];
  const agents = offices.flatMap((id) => names.map((name): Place => [id, name]));
  const one = member(agents, named('one'));
  let round = 0;
  const ask = () => whoRuns(agents, `q${round++}`);
  expect(new Set(await ask())).toEqual(new Set(['one']));
  member(agents, named('two'));
  await until(ask, (by) => by.filter((name) => name === 'two').length === 3);
  const three = member(agents, named('three'));
  await until(ask, (by) =>
    ['one', 'two', 'three'].every((name) => by.filter((each) => each === name).length === 2),
  );
  one.abort.abort();
  await one.ended;
  three.abort.abort();
  await three.ended;
  await until(ask, (by) => by.every((name) => name === 'two'));
  for (const [id, name] of agents) {
    const answers = (await answersOf(id, name)).map((answer) => answer.split(' ')[1]);
    expect(answers).toEqual(Array.from({ length: round }, (_, index) => `q${index}`));
  }
});

test('behavior: a process that leaves hands over a task, which is done once', async () => {
  const id = await officeWith(['aria']);
  let begun = 0;
  const one = member([[id, 'aria']], {
    onTask: ({ signal }) => {
      begun++;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    },
  });
  const { id: taskId } = await world.owner.tasks.create(id, { title: 'long' });
  await until(
    async () => begun,
    (count) => count === 1,
  );
  let done = 0;
  member([[id, 'aria']], {
    onTask: () => {
      done++;
      return 'done by two';
    },
  });
  one.abort.abort();
  await one.ended;
  const task = await until(
    () => world.owner.tasks.get(id, taskId),
    ({ status }) => status !== 'running',
  );
  expect([task.result, begun, done]).toEqual(['done by two', 1, 1]);
});

/** A state that this process does not reach while it is cut off. */
function cut(state: AgentState): { state: AgentState; isCut: boolean } {
  const link = { isCut: false, state };
  const guarded =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (link.isCut) throw new Error('cut off');
      return call(...args);
    };
  link.state = {
    beat: guarded(state.beat),
    claim: guarded(state.claim),
    release: guarded(state.release),
    leave: guarded(state.leave),
    load: guarded(state.load),
    save: guarded(state.save),
  };
  return link;
}

test('behavior: a process that was cut off and replaced in the middle of an answer says nothing more', async () => {
  const id = await officeWith(['aria']);
  const link = cut(fileState(folder));
  const errors: unknown[] = [];
  let isAsked = false;
  let answer = (): void => undefined;
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let isRefused: Promise<unknown> = Promise.resolve();
  const old = {
    onMessage: async ({ content }: { content: string }, reply: { send(text: string): Promise<void> }) => {
      isAsked = true;
      await mayAnswer;
      const sent = reply.send(`old ${content}`);
      isRefused = sent.catch((error: unknown) => error);
      await sent;
    },
    onError: (error: unknown) => errors.push(error),
  };
  member([[id, 'aria']], old, link.state);
  await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
  await until(
    async () => isAsked,
    (is) => is,
  );
  link.isCut = true;
  member([[id, 'aria']], named('new'));
  await until(
    () => answersOf(id, 'aria'),
    ({ length }) => length === 1,
  );
  // The old process wakes up, and goes on where it was.
  link.isCut = false;
  answer();
  await until(
    async () => errors.map((error) => Reflect.get(Object(error), 'code')),
    (codes) => codes.includes('lease_lost'),
  );
  expect(await isRefused).toBeInstanceOf(Error);
  expect(await whoRuns([[id, 'aria']], 'again')).toEqual(['new']);
  expect(await answersOf(id, 'aria')).toEqual(['new hello', 'new again']);
});

test('behavior: a state that is away only pauses: everything is answered once, in order', async () => {
  const id = await officeWith(['aria']);
  const link = cut(fileState(folder));
  const errors: unknown[] = [];
  member([[id, 'aria']], { ...named('one'), onError: (error) => errors.push(error) }, link.state);
  await whoRuns([[id, 'aria']], 'q0');
  link.isCut = true;
  for (const question of ['q1', 'q2', 'q3'])
    await world.owner.xmtp.sendToConversation(id, 'aria', say(question));
  await until(
    async () => errors.map((error) => Reflect.get(Object(error), 'code')),
    (codes) => codes.includes('state_unavailable'),
  );
  link.isCut = false;
  await until(
    () => answersOf(id, 'aria'),
    ({ length }) => length >= 4,
  );
  await whoRuns([[id, 'aria']], 'q4');
  expect(await answersOf(id, 'aria')).toEqual(
    ['q0', 'q1', 'q2', 'q3', 'q4'].map((question) => `one ${question}`),
  );
});
