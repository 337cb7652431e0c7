// The parts of the client that use this machine, on Node. `local.ts` takes this file's place elsewhere (see `imports`
// in package.json).
export { rotateAgentKey } from '@mitosislabs/api/keys';
export { NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
export { Keystore, KeystoreError } from '@mitosislabs/keystore';
export { fromEnvironment } from './fromEnvironment.ts';
export { keystoreAgent } from './keystoreAgent.ts';
export { agentConfig, storedConfig } from './storedConfig.ts';
