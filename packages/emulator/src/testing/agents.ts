import { type AgentDefinition, type AgentMemory, defineAgent, type RunOptions } from '@mitosislabs/agent';
import { onTestFinished, vi } from 'vitest';
import type { EmulatorOptions } from '../EmulatorOptions.ts';
import { startWorld, type World } from './world.ts';

// For tests with the agent SDK at one end, the client's at the other, and the emulator in between.

/** The emulator of the test that runs. */
export let world: World;
const running: { abort: AbortController; ended: Promise<void> }[] = [];

/** Ends the agents of a test, then its emulator. Hooks at the top of this module would run for the first file of a process only. */
async function endAll(): Promise<void> {
  for (const { abort } of running) abort.abort();
  await Promise.allSettled(running.splice(0).map(({ ended }) => ended));
  await world.close();
}

/** An emulator with an office whose agents are run from outside. */
export async function officeWith(names: string[], options: EmulatorOptions = {}): Promise<string> {
  world = await startWorld({ ...options, brain: 'none' });
  onTestFinished(endAll);
  return world.officeWith(...names);
}

/** Asks until the answer is right. It waits for long: agents take many steps on a busy machine. */
export async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  let answer = await ask();
  const check = async (): Promise<boolean> => {
    answer = await ask();
    return isRight(answer);
  };
  if (!isRight(answer)) await vi.waitUntil(check, { timeout: 150_000, interval: 50 });
  return answer;
}

/** Runs an agent until it is stopped, or the test is over. */
export function run(
  officeId: string,
  name: string,
  definition: AgentDefinition,
  options: Partial<RunOptions> = {},
) {
  const abort = new AbortController();
  const ended = defineAgent(definition).run({
    endpoint: world.emulator.endpoint,
    officeId,
    agentId: name,
    signingKey: world.emulator.agentKey(officeId, name),
    signal: abort.signal,
    ...options,
  });
  const entry = { abort, ended };
  running.push(entry);
  ended.catch(() => undefined);
  return entry;
}

/** An agent that repeats each message. */
export const echo: AgentDefinition = {
  capabilities: ['chat'],
  onMessage: (message, reply) => reply.send(`echo ${message.content}`),
};
/** A message as the API takes it. */
export const say = (content: string, agent_id = 'admin-sdk') => ({ agent_id, content });
/** All messages between a user and a peer. */
const messagesOf = (id: string, peer: string) =>
  world.owner.xmtp.getConversationMessages(id, peer, { limit: 1_000 });
/** The messages of an agent. */
export const answersOf = async (id: string, name: string) =>
  (await messagesOf(id, name)).filter(({ from_agent }) => from_agent === name).map(({ content }) => content);

/** A memory that keeps the saved text, as a file would. */
export function memory(): AgentMemory & { text: string | undefined } {
  return {
    text: undefined,
    async load() {
      return this.text;
    },
    async save(text) {
      this.text = text;
    },
  };
}
