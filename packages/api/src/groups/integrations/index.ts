export type { IntegrationSecret, ModelInfo, SetSecretRequest } from './contract.ts';
export { IntegrationsAPI } from './IntegrationsAPI.ts';
