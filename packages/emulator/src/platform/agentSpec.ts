import type { AgentKitConfig, Employee, UpdateEmployeeRequest } from '@mitosislabs/api';
import { PUBLIC_KEY_FIELD } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import { badRequest } from './ApiError.ts';

/** What an agent was hired with, and what has been changed since. */
export type AgentSpec = Omit<Employee, 'name' | 'status'> & { agentKit?: AgentKitConfig };

const FIELDS = [
  'role',
  'skills',
  'channels',
  'resources',
  'storage',
  'selfConfigure',
  'autoUpdate',
  'chromium',
  'webTerminal',
  'imageTag',
  'systemPrompt',
  'env',
  'envSecrets',
  'customConfig',
  'modelTier',
] as const satisfies readonly (keyof UpdateEmployeeRequest)[];

/** An agent's spec. */
export function specOf(agent: AgentRow): AgentSpec {
  return JSON.parse(agent.spec) as AgentSpec;
}

/** A spec with the changes that a request asks for; what the request does not name stays. */
export function changedSpec(spec: AgentSpec, changes: UpdateEmployeeRequest): AgentSpec {
  const named = FIELDS.filter((field) => changes[field] !== undefined);
  return { ...spec, ...Object.fromEntries(named.map((field) => [field, changes[field]])) };
}

/** The agent's own public key in a request, if it brings one. */
export function publicKeyIn(customConfig: Record<string, unknown> | undefined): string | undefined {
  const key = customConfig?.[PUBLIC_KEY_FIELD];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^(04[0-9a-f]{128}|0[23][0-9a-f]{64})$/i.test(key)) {
    throw badRequest(
      `customConfig.${PUBLIC_KEY_FIELD} must be the hex of a secp256k1 public key: 65 or 33 bytes.`,
    );
  }
  return key.toLowerCase();
}
