// What the client has of this machine, on Node. `local.ts` takes this file's place elsewhere (see `imports` in
// package.json).
export { rotateAgentKey } from '@mitosislabs/api/keys';
export { Keystore, KeystoreError } from '@mitosislabs/keystore';
export { NodeFilesAPI } from './NodeFilesAPI.ts';
