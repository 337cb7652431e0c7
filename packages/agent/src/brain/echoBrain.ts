import { sleep } from '@mitosislabs/auth/async';
import { assertOptions } from '@mitosislabs/auth/errors';
import type { Brain } from './Brain.ts';

/**
 * A brain without a model: it repeats each message, and completes tasks at once.
 *
 * @param pace - How long an answer, and each of the three steps of a task, takes, in ms. Default: 40 and 60.
 * @returns a brain.
 *
 * @example
 * ```ts
 * import { defineAgent, echoBrain } from '@mitosislabs/agent';
 *
 * const agent = defineAgent({ brain: echoBrain() });
 * console.log(agent.capabilities); // [ 'chat', 'tasks' ]
 * ```
 */
export function echoBrain(options: { answerMs?: number; stepMs?: number } = {}): Brain {
  assertOptions('options', options, { answerMs: true, stepMs: true });
  const { answerMs = 40, stepMs = 60 } = options;
  return {
    capabilities: ['chat', 'tasks'],
    async answer(message, { agent, signal }) {
      await sleep(answerMs, signal);
      return `${agent.name} here. You said: ${message}`;
    },
    async work(task, { agent, log, signal }) {
      for (const step of ['read the task', 'did the work', 'checked the result']) {
        await sleep(stepMs, signal);
        signal.throwIfAborted();
        log(`${step}: ${task.title}`);
      }
      return `${agent.name} has done “${task.title}”.`;
    },
  };
}
