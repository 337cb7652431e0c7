import { setTimeout as sleep } from 'node:timers/promises';
import { AGENT_PACE } from '../assumptions.ts';
import type { Brain } from './Brain.ts';

/**
 * The brain that needs no model: it says what it heard, and does tasks by saying so.
 *
 * @returns a brain.
 *
 * @example
 * ```ts
 * import { echoBrain, startEmulator } from '@mitosislabs/emulator';
 *
 * const emulator = await startEmulator({ brain: echoBrain() });
 * await emulator.close();
 * ```
 */
export function echoBrain(): Brain {
  return {
    capabilities: ['chat', 'tasks'],
    async answer(message, { agent, signal }) {
      await sleep(AGENT_PACE.answerMs, undefined, { signal });
      return `${agent.name} here. You said: ${message}`;
    },
    async work(task, { agent, log, signal }) {
      for (const step of ['read the task', 'did the work', 'checked the result']) {
        await sleep(AGENT_PACE.stepMs, undefined, { signal });
        log(`${step}: ${task.title}`);
      }
      return `${agent.name} has done “${task.title}”.`;
    },
  };
}
