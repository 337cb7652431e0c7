import { expect, test } from 'vitest';
import { commandBrain } from './command.ts';
import { defineAgent, echoBrain, modelBrain, officeTools, runFleet, tool } from './index.ts';
import { mcpTools } from './mcp.ts';
import { openaiBrain } from './openai.ts';
import { postgresState } from './postgres.ts';
import { redisState } from './redis.ts';

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
  runFleet: ['options.agent', 'agents', () => runFleet({ agent: [] } as never)],
  redisState: ['options.prefx', 'prefix', () => redisState({ prefx: 'a' } as never)],
  postgresState: ['options.prefx', 'prefix', () => postgresState({ prefx: 'a' } as never)],
  echoBrain: ['options.answerMS', 'answerMs', () => echoBrain({ answerMS: 1 } as never)],
  commandBrain: ['options.timeout', 'timeoutMs', () => commandBrain({ command: 'cat', timeout: 1 } as never)],
  modelBrain: [
    'options.maxStep',
    'maxSteps',
    () => modelBrain(async function* () {}, { maxStep: 1 } as never),
  ],
  tool: ['options.inputs', 'input', () => tool({ inputs: {} } as never)],
  officeTools: ['options.allowed', 'allow', () => officeTools({ allowed: [] } as never)],
  mcpTools: ['options.comand', 'command', () => mcpTools({ name: 'x', comand: 'x' } as never)],
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
