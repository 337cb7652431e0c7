export {
  type AccountSources,
  API_KEY_VARIABLES,
  apiKeyVariable,
  type Environment,
  type ResolvedAccount,
  resolveAccount,
  type StoredAccount,
  type StoredProfile,
} from './resolveAccount.ts';
