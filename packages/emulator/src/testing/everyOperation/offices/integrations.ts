import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries, Stage } from '../Stage.ts';

/** The operations on models and integrations. */
export const integrations: Entries<typeof contract.integrations> = {
  async listProviderModels(stage) {
    const models = await stage.owner.integrations.listProviderModels(stage.id);
    expect(models.map(({ provider }) => provider)).toEqual(expect.arrayContaining(['anthropic', 'openai']));
    expect(await has(stage, 'anthropic')).toBe(true);
  },

  async ensureSecret(stage) {
    expect(await has(stage, 'openai')).toBe(false);
    await stage.owner.integrations.ensureSecret(stage.id, 'openai', 'sk-1');
    expect(await has(stage, 'openai')).toBe(true);
  },

  async deleteSecret(stage) {
    await stage.owner.integrations.ensureSecret(stage.id, 'openai', 'sk-1');
    await stage.owner.integrations.deleteSecret(stage.id, 'openai');
    expect(await has(stage, 'openai')).toBe(false);
  },

  async toggleAgent({ id, owner: { integrations }, aria }) {
    await integrations.toggleAgent(id, 'github', 'aria', true);
    expect(await aria.capabilities.self(id)).toMatchObject({ integrations: ['github'] });
    await integrations.toggleAgent(id, 'github', 'aria', false);
    expect(await aria.capabilities.self(id)).toMatchObject({ integrations: [] });
  },

  async syncClaudeCodeKey({ id, owner: { integrations, env } }) {
    await integrations.ensureSecret(id, 'claude-code', 'sk-2');
    await integrations.syncClaudeCodeKey(id);
    expect(await env.getAgentEnv(id, 'aria')).toEqual({ ANTHROPIC_API_KEY: 'sk-2' });
  },
};

async function has({ id, owner }: Stage, provider: string): Promise<boolean> {
  const models = await owner.integrations.listProviderModels(id);
  return models.some((model) => model.provider === provider && model.available);
}
