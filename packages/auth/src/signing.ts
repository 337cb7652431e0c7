export type { AgentAuthConfig } from './signing/AgentAuthConfig.ts';
export type { AgentSigner } from './signing/AgentSigner.ts';
export { generateKeyPair } from './signing/generateKeyPair.ts';
export type { KeyPair } from './signing/KeyPair.ts';
export { publicKeyFromPrivate } from './signing/publicKeyFromPrivate.ts';
export type { SignedHeaders } from './signing/SignedHeaders.ts';
export { signRequest } from './signing/signRequest.ts';
export { type SignedRequest, verifySignature } from './signing/verifySignature.ts';
