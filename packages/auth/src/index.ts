// Keys and signatures

export type { Authenticator, AuthMethod, AuthorizeRequest } from './authenticators/Authenticator.ts';
// Authenticators
export { agentAuthenticator } from './authenticators/agentAuthenticator.ts';
export { apiKeyAuthenticator } from './authenticators/apiKeyAuthenticator.ts';
export { jwtAuthenticator } from './authenticators/jwtAuthenticator.ts';
// Errors
export { InvalidArgumentError } from './errors/InvalidArgumentError.ts';
export { InvalidTokenError } from './errors/InvalidTokenError.ts';
export { MitosisError, type MitosisErrorOptions } from './errors/MitosisError.ts';
// Tokens: first-party services only
export { authorizationHeader } from './jwt/authorizationHeader.ts';
export { type GenerateJWTOptions, generateJWT } from './jwt/generateJWT.ts';
export type { JWTAuthConfig } from './jwt/JWTAuthConfig.ts';
export type { JWTPayload } from './jwt/JWTPayload.ts';
export { type VerifyJWTOptions, verifyJWT } from './jwt/verifyJWT.ts';
export type { AgentAuthConfig } from './signing/AgentAuthConfig.ts';
export { generateKeyPair } from './signing/generateKeyPair.ts';
export type { KeyPair } from './signing/KeyPair.ts';
export { publicKeyFromPrivate } from './signing/publicKeyFromPrivate.ts';
export type { SignedHeaders } from './signing/SignedHeaders.ts';
export { signRequest } from './signing/signRequest.ts';
export { type SignedRequest, verifySignature } from './signing/verifySignature.ts';
