import type { AgentRow } from '../store/AgentStore.ts';
import { changedSpec, specOf } from './agentSpec.ts';
import type { Platform } from './Platform.ts';

/** The environment that an agent runs in: its office's, over that the secrets it asked for, over that its own. */
export function agentEnv(platform: Platform, agent: AgentRow): Record<string, string> {
  const { env, envSecrets = [] } = specOf(agent);
  const office = platform.store.env.ofOffice(agent.office_id).map(({ key, value }) => [key, value] as const);
  const secrets = envSecrets.flatMap((name) => {
    const value = platform.store.offices.secret(agent.office_id, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(office), ...Object.fromEntries(secrets), ...env };
}

/** Sets one variable of an agent's own. */
export function setAgentVariable(platform: Platform, agent: AgentRow, key: string, value: string): void {
  const spec = specOf(agent);
  const changed = changedSpec(spec, { env: { ...spec.env, [key]: value } });
  platform.store.agents.update(agent.id, { spec: JSON.stringify(changed) });
}
