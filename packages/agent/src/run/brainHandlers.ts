import type { Employee } from '@mitosislabs/api/employees';
import { Mutex } from '@mitosislabs/auth/async';
import type { AgentDefinition } from '../AgentDefinition.ts';
import type { Brain } from '../brain/Brain.ts';
import type { BrainContext } from '../brain/BrainContext.ts';
import { BrainError } from '../brain/BrainError.ts';
import type { OfficeClient } from '../office/OfficeClient.ts';

/** Creates handlers that call a brain. */
export function brainHandlers(
  brain: Brain,
  client: OfficeClient,
): Required<Pick<AgentDefinition, 'onMessage' | 'onTask'>> {
  const context = async (more: Pick<BrainContext, 'log' | 'history'>): Promise<BrainContext> => {
    const { officeId, self, working: signal } = client;
    const agent: Employee = await client.persist(
      (options) => client.employees.get(officeId, self, options),
      signal,
    );
    return {
      agent,
      signal,
      env: () => client.persist((options) => client.env.getAgentEnv(officeId, self, options), signal),
      ...more,
    };
  };
  return {
    async onMessage(message, reply) {
      const steps = new Mutex();
      const log = (text: string): void => void steps.run(() => client.note('progress', text));
      const answer: unknown = brain.answer(message.content, await context({ log, history: message.history }));
      if (isAsyncIterable(answer)) {
        for await (const piece of answer) await reply.write(textOf(piece));
      } else {
        const text = textOf(await answer);
        if (text !== '') await reply.send(text);
      }
    },
    async onTask(task) {
      const { log: note, signal: _, ...plain } = task;
      const log = (text: string): void => void note(text);
      return brain.work(plain, await context({ log, history: async () => [] }));
    },
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new BrainError(`The brain answered with a value of type ${typeof value}, not with text.`, {
    code: 'brain_reply',
    hint: '`answer` gives text, or an async iterable of pieces of text.',
  });
}
