// Keys and signatures
export type { AgentAuthConfig } from './AgentAuthConfig.ts';
export type { Authenticator, AuthMethod, AuthorizeRequest } from './Authenticator.ts';
// Authenticators: what a transport asks for headers
export { agentAuthenticator } from './agentAuthenticator.ts';
export { apiKeyAuthenticator } from './apiKeyAuthenticator.ts';
// Tokens: first-party services only
export { authorizationHeader } from './authorizationHeader.ts';
export { type GenerateJWTOptions, generateJWT } from './generateJWT.ts';
export { generateKeyPair } from './generateKeyPair.ts';
// Errors
export { InvalidArgumentError } from './InvalidArgumentError.ts';
export { InvalidTokenError } from './InvalidTokenError.ts';
export type { JWTAuthConfig } from './JWTAuthConfig.ts';
export type { JWTPayload } from './JWTPayload.ts';
export { jwtAuthenticator } from './jwtAuthenticator.ts';
export type { KeyPair } from './KeyPair.ts';
export { MitosisError, type MitosisErrorOptions } from './MitosisError.ts';
export { publicKeyFromPrivate } from './publicKeyFromPrivate.ts';
export type { SignedHeaders } from './SignedHeaders.ts';
export { signRequest } from './signRequest.ts';
export { type VerifyJWTOptions, verifyJWT } from './verifyJWT.ts';
export { type SignedRequest, verifySignature } from './verifySignature.ts';
