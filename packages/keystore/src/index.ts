export type { KeyPair } from '@mitosislabs/auth';
export type { KeystoreConfig } from './config/KeystoreConfig.ts';
export type { Profile } from './config/Profile.ts';
export type { LoadedConfig, StoredConfig } from './config/StoredConfig.ts';
export type { Passphrase } from './encryption/Passphrase.ts';
export { Keystore } from './Keystore.ts';
export { KeystoreError, type KeystoreErrorCode } from './KeystoreError.ts';
export type {
  ExportKeyOptions,
  ImportKeyOptions,
  LoadKeyOptions,
  RotateKeyOptions,
  StoreKeyOptions,
} from './keys/KeyOptions.ts';
