import type { AgentKitConfig, Employee, UpdateEmployeeRequest } from '@mitosislabs/api';
import { PUBLIC_KEY_FIELD, SPEC_CHARACTERS } from '../../assumptions.ts';
import { ApiError, badRequest } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';

/** The spec of an agent: the request that hired it, with later changes. */
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

/** Reads an agent's spec. */
export function specOf(agent: AgentRow): AgentSpec {
  return JSON.parse(agent.spec) as AgentSpec;
}

/** Applies the changes of a request to a spec. Fields that the request does not have stay. */
export function changedSpec(spec: AgentSpec, changes: UpdateEmployeeRequest): AgentSpec {
  const changed: Record<string, unknown> = { ...spec };
  for (const field of FIELDS) if (changes[field] !== undefined) changed[field] = changes[field];
  requireRoom(changed);
  return changed as AgentSpec;
}

/** Refuses a spec that has grown too large: 413. */
export function requireRoom(value: object): void {
  if (JSON.stringify(value).length <= SPEC_CHARACTERS) return;
  throw new ApiError(413, 'too_large', `With this, more than ${SPEC_CHARACTERS} characters would be kept.`);
}

/** The agent's own public key in a request, if there is one. */
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
