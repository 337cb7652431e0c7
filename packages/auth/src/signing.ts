export type { AgentAuthConfig } from './AgentAuthConfig.ts';
export { generateKeyPair } from './generateKeyPair.ts';
export type { KeyPair } from './KeyPair.ts';
export { publicKeyFromPrivate } from './publicKeyFromPrivate.ts';
export type { SignedHeaders } from './SignedHeaders.ts';
export { signRequest } from './signRequest.ts';
export { type SignedRequest, verifySignature } from './verifySignature.ts';
