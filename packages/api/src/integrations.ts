export { IntegrationsAPI } from './IntegrationsAPI.ts';
export type { IntegrationSecret } from './types/IntegrationSecret.ts';
export type { ModelInfo } from './types/ModelInfo.ts';
export type { SetSecretRequest } from './types/SetSecretRequest.ts';
