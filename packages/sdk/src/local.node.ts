// The parts of the client that use this machine, on Node. `local.ts` takes this file's place elsewhere (see `imports`
// in package.json). What only some programs call is loaded with its first call.

export { NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
export { Keystore, KeystoreError } from '@mitosislabs/keystore';
export { fromEnvironment } from './fromEnvironment.ts';
export { keystoreAgent } from './keystoreAgent.ts';

type Stored = typeof import('./storedConfig.ts');
type Keys = typeof import('@mitosislabs/api/keys');

/** Reads the account of this machine. */
export const storedConfig: Stored['storedConfig'] = async (...args) =>
  (await import('./storedConfig.ts')).storedConfig(...args);

/** Reads the config of an agent whose key is on this machine. */
export const agentConfig: Stored['agentConfig'] = async (...args) =>
  (await import('./storedConfig.ts')).agentConfig(...args);

/** Replaces the key of an agent. */
export const rotateAgentKey: Keys['rotateAgentKey'] = async (...args) =>
  (await import('@mitosislabs/api/keys')).rotateAgentKey(...args);
