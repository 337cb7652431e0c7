export type { KeyPair } from '@mitosislabs/auth';
export type {
  ExportKeyOptions,
  ImportKeyOptions,
  LoadKeyOptions,
  RotateKeyOptions,
  StoreKeyOptions,
} from './KeyOptions.ts';
export { Keystore } from './Keystore.ts';
export type { KeystoreConfig } from './KeystoreConfig.ts';
export { KeystoreError, type KeystoreErrorCode } from './KeystoreError.ts';
export type { Passphrase } from './Passphrase.ts';
export type { Profile } from './Profile.ts';
export type { StoredConfig } from './StoredConfig.ts';
