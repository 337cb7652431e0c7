export { authorizationHeader } from './authorizationHeader.ts';
export { type GenerateJWTOptions, generateJWT } from './generateJWT.ts';
export type { JWTAuthConfig } from './JWTAuthConfig.ts';
export type { JWTPayload } from './JWTPayload.ts';
export { type VerifyJWTOptions, verifyJWT } from './verifyJWT.ts';
