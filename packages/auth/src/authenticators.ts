export { agentAuthenticator } from './authenticators/agentAuthenticator.ts';
export { apiKeyAuthenticator } from './authenticators/apiKeyAuthenticator.ts';
export { jwtAuthenticator } from './authenticators/jwtAuthenticator.ts';
