import { expect, test } from 'vitest';
import { commandBrain } from './command.ts';
import { defineAgent, echoBrain } from './index.ts';
import { openaiBrain } from './openai.ts';

const calls: Record<string, [argument: string, hint: string, call: () => unknown]> = {
  defineAgent: [
    'definition.onMesage',
    'onMessage',
    () => defineAgent({ onMesage: () => undefined } as never),
  ],
  run: [
    'options.heartbeat',
    'heartbeatMs',
    () =>
      defineAgent({ onMessage: () => undefined }).run({
        endpoint: 'http://127.0.0.1:9',
        officeId: 'o',
        agentId: 'aria',
        signingKey: new Uint8Array(32).fill(1),
        heartbeat: 5,
      } as never),
  ],
  echoBrain: ['options.answerMS', 'answerMs', () => echoBrain({ answerMS: 1 } as never)],
  commandBrain: ['options.timeout', 'timeoutMs', () => commandBrain({ command: 'cat', timeout: 1 } as never)],
  openaiBrain: [
    'options.baseUrl',
    'baseURL',
    () => openaiBrain({ model: 'm', baseUrl: 'https://a.example' } as never),
  ],
};

test.each(Object.entries(calls))(
  'error: %s refuses a misspelt option',
  async (_, [argument, meant, call]) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: 'invalid_argument',
      argument,
      hint: `Did you mean \`${meant}\`?`,
    });
  },
);
