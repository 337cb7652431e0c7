import { Transport } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { platform } from '../../testing/platform.ts';
import { absence } from './openSession.ts';

async function why(status: number, body: unknown): Promise<string | undefined> {
  await using server = await platform({ 'GET /api/v1/offices/o1/employees/aria': [status, body] });
  const transport = new Transport({ endpoint: server.url, apiKey: 'mi_canary_0123456789abcdef' });
  return await absence(transport, 'o1', 'aria', new AbortController().signal);
}

const agent = (phase: string, ready: boolean) => ({
  name: 'aria',
  modelTier: 'sonnet',
  modelProvider: 'anthropic',
  status: { phase, ready },
});

test('default: an agent that is not ready is reported, with a way to see more', async () => {
  expect(await why(200, agent('suspended', false))).toBe(
    'aria is suspended: it answers when it is ready again, see `mi agents get o1 aria`',
  );
  expect(await why(200, agent('gone\nerror: fake', false))).not.toContain('\n');
});

test('behavior: an agent that is ready, or of unknown state, is not reported', async () => {
  expect(await why(200, agent('ready', true))).toBeUndefined();
  expect(await why(500, { error: 'oops' })).toBeUndefined();
});
