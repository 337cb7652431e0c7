export { authorizationHeader } from './jwt/authorizationHeader.ts';
export { type GenerateJWTOptions, generateJWT } from './jwt/generateJWT.ts';
export type { JWTAuthConfig } from './jwt/JWTAuthConfig.ts';
export type { JWTPayload } from './jwt/JWTPayload.ts';
export { type VerifyJWTOptions, verifyJWT } from './jwt/verifyJWT.ts';
