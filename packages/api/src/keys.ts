export type { RotateAgentKeyOptions } from './RotateAgentKeyOptions.ts';
export { type KeyRotation, rotateAgentKey } from './rotateAgentKey.ts';
