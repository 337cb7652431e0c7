export {
  type AccountSources,
  API_KEY_VARIABLES,
  apiKeyVariable,
  type Environment,
  type ResolvedAccount,
  type ResolvedKey,
  resolveAccount,
  type SecretKeystore,
  type StoredAccount,
  type StoredProfile,
  type Variable,
} from './resolveAccount.ts';
