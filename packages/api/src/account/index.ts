export { accountCredentials } from './accountCredentials.ts';
export { type AccountKeystore, keystoreSources } from './keystoreSources.ts';
export {
  type AccountSources,
  API_KEY_VARIABLES,
  apiKeyVariable,
  type Environment,
  OFFICE_VARIABLES,
  officeVariable,
  type ResolvedAccount,
  type ResolvedKey,
  resolveAccount,
  type SecretKeystore,
  type StoredAccount,
  type StoredProfile,
  type Variable,
} from './resolveAccount.ts';
