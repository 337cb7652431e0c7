export type { KeyPair } from '@mitosislabs/auth';
export { Keystore } from './Keystore.ts';
export type { KeystoreConfig } from './KeystoreConfig.ts';
export { KeystoreError, type KeystoreErrorCode } from './KeystoreError.ts';
export type { Profile } from './Profile.ts';
export type { StoredConfig } from './StoredConfig.ts';
