export { agentAuthenticator } from './agentAuthenticator.ts';
export { apiKeyAuthenticator } from './apiKeyAuthenticator.ts';
export { jwtAuthenticator } from './jwtAuthenticator.ts';
