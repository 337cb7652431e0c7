import type { Employee } from '@mitosislabs/api/employees';
import { Mutex, sleep } from '@mitosislabs/auth/async';
import type { AgentDefinition } from '../AgentDefinition.ts';
import type { Brain } from '../brain/Brain.ts';
import type { BrainContext } from '../brain/BrainContext.ts';
import { BrainError } from '../brain/BrainError.ts';
import type { Progress } from '../memory/Progress.ts';
import type { OfficeClient } from '../office/OfficeClient.ts';

/** Creates handlers that call a brain. */
export function brainHandlers(
  brain: Brain,
  client: OfficeClient,
  progress: Progress,
): Required<Pick<AgentDefinition, 'onMessage' | 'onTask'>> {
  type Own = 'log' | 'history' | 'workId' | 'conversationId' | 'handOn';
  const memory = {
    get: (key: string) => progress.textOf(key),
    set: (key: string, text: string | undefined) => progress.setText(key, text),
  };
  const context = async (more: Pick<BrainContext, Own>): Promise<BrainContext> => {
    const { officeId, self, working: signal } = client;
    const agent: Employee = await client.persist(
      (options) => client.employees.get(officeId, self, options),
      signal,
    );
    return {
      agent,
      officeId,
      transport: client.transport,
      memory,
      signal,
      sleep: async (ms) => {
        await sleep(ms, signal);
        signal.throwIfAborted();
      },
      env: () => client.persist((options) => client.env.getAgentEnv(officeId, self, options), signal),
      ...more,
    };
  };
  return {
    async onMessage(message, reply) {
      const steps = new Mutex();
      const log = (text: string, event = 'progress'): void => {
        // The results of tools are for the activity.
        if (event === 'progress' || event === 'tool') reply.step(text).catch(() => undefined);
        void steps.run(() => client.note(event, text));
      };
      const { id: workId, conversationId, history } = message;
      const own = { workId, conversationId, log, history, handOn: undefined };
      const answer: unknown = brain.answer(message.content, await context(own));
      if (isAsyncIterable(answer)) {
        for await (const piece of answer) await reply.write(textOf(piece));
      } else {
        const text = textOf(await answer);
        if (text !== '') await reply.send(text);
      }
    },
    async onTask(task) {
      const { log: note, handOn, signal: _, ...plain } = task;
      const log = (text: string, event?: string): void => void note(text, event);
      const own = { workId: task.id, conversationId: undefined, log, handOn, history: async () => [] };
      return brain.work(plain, await context(own));
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
