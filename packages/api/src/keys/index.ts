export type { AgentKeyOptions } from './AgentKeyOptions.ts';
export { type KeyRotation, rotateAgentKey } from './rotateAgentKey.ts';
export { type AgentKeyring, workingAgentKey } from './workingAgentKey.ts';
