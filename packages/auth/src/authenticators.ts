export { agentAuthenticator } from './authenticators/agentAuthenticator.ts';
export { apiKeyAuthenticator } from './authenticators/apiKeyAuthenticator.ts';
export { jwtAuthenticator } from './authenticators/jwtAuthenticator.ts';
export { signerAuthenticator } from './authenticators/signerAuthenticator.ts';
export { SDK_USER } from './jwt/SDK_USER.ts';
