import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMissing, allRefused } from '../../testing/refusals.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
const time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('env', () => {
  test('default: merges the office’s variables, secrets and the agent’s own', async () => {
    const { id } = await world.office();
    const { env, employees, offices } = world.owner;
    await employees.hire(id, {
      name: 'aria',
      env: { OWN: 'from the hire' },
      envSecrets: ['TOKEN', 'ABSENT'],
    });
    await offices.setSecret(id, 'TOKEN', 't0k3n');
    await env.set(id, { TZ: 'UTC', OWN: 'from the office' });
    await env.set(id, { LANG: 'C' });
    expect(await env.list(id)).toEqual(['LANG', 'OWN', 'TZ'].map((key) => ({ key, source: 'office' })));
    expect(await env.values(id)).toEqual({ LANG: 'C', OWN: 'from the office', TZ: 'UTC' });
    await env.setAgentEnv(id, 'aria', 'EXTRA', 'x');
    expect(await env.getAgentEnv(id, 'aria')).toEqual({
      LANG: 'C',
      TZ: 'UTC',
      OWN: 'from the hire',
      TOKEN: 't0k3n',
      EXTRA: 'x',
    });
    expect((await employees.get(id, 'aria')).env).toEqual({ OWN: 'from the hire', EXTRA: 'x' });
    await env.delete(id, 'TZ');
    expect(await env.getAgentEnv(id, 'aria')).not.toHaveProperty('TZ');
  });

  test('error: refuses unknown variables and agents, and bad names', async () => {
    const id = await world.officeWith();
    const { env } = world.owner;
    await allMissing([
      env.delete(id, 'NONE'),
      env.getAgentEnv(id, 'none'),
      env.setAgentEnv(id, 'none', 'A', '1'),
    ]);
    await allRefused([
      env.set(id, { '1A': 'x' }),
      env.set(id, { 'A B': 'x' }),
      env.setAgentEnv(id, 'aria', 'a=b', '1'),
    ]);
    // All or nothing: the good one before the bad one was not set either.
    await allRefused([env.set(id, { GOOD: '1', 'B-D': '2' })]);
    expect(await env.values(id)).toEqual({});
  });
});

describe('integrations', () => {
  test('default: a key enables a provider’s models and is passed to agents', async () => {
    const id = await world.officeWith();
    const { integrations, env } = world.owner;
    const available = async () =>
      (await integrations.listProviderModels(id))
        .filter((model) => model.available)
        .map(({ model_id }) => model_id);
    expect(await available()).toEqual(['opus', 'sonnet', 'haiku']);
    await integrations.ensureSecret(id, 'openai', 'sk-1');
    await integrations.ensureSecret(id, 'openai', 'sk-2');
    expect(await available()).toContain('gpt');
    await integrations.deleteSecret(id, 'openai');
    expect(await available()).not.toContain('gpt');
    await integrations.ensureSecret(id, 'claude-code', 'sk-ant');
    await integrations.syncClaudeCodeKey(id);
    expect(await env.getAgentEnv(id, 'aria')).toEqual({ ANTHROPIC_API_KEY: 'sk-ant' });
  });

  test("behavior: shows permitted integrations in the agent's capabilities", async () => {
    const id = await world.officeWith();
    const { integrations } = world.owner;
    const own = async () => (await world.as(id, 'aria').capabilities.self(id)) as { integrations: string[] };
    await integrations.toggleAgent(id, 'github', 'aria', true);
    await integrations.toggleAgent(id, 'github', 'aria', true);
    await integrations.toggleAgent(id, 'i#1/é', 'aria', true);
    expect((await own()).integrations).toEqual(['github', 'i#1/é']);
    await integrations.toggleAgent(id, 'github', 'aria', false);
    expect((await own()).integrations).toEqual(['i#1/é']);
  });

  test('error: refuses unknown keys and agents', async () => {
    const id = await world.officeWith();
    const { integrations } = world.owner;
    await allMissing([
      integrations.deleteSecret(id, 'none'),
      integrations.toggleAgent(id, 'github', 'none', true),
      integrations.syncClaudeCodeKey(id),
    ]);
    await allRefused([integrations.ensureSecret(id, 'github', '')]);
  });
});
