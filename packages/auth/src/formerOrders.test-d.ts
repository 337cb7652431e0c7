import { expectTypeOf, test } from 'vitest';
import {
  authorizationHeader,
  generateJWT,
  type SignedHeaders,
  signRequest,
  verifySignature,
} from './index.ts';

test('behavior: accepts both orders of arguments', () => {
  const claims = { botId: '', userId: 'u' };
  const key = new Uint8Array(32);
  expectTypeOf(generateJWT('secret', claims, 3600)).toBeString();
  expectTypeOf(generateJWT(claims, 'secret', { expiresIn: 3600 })).toBeString();
  expectTypeOf(authorizationHeader('secret', 'u', 'bot')).toBeString();
  expectTypeOf(authorizationHeader({ jwtSecret: 'secret' })).toBeString();
  expectTypeOf(signRequest('aria', 'GET', '/', key)).toEqualTypeOf<Promise<SignedHeaders>>();
  expectTypeOf(signRequest({ agentId: 'aria', signingKey: key }, 'GET', '/')).toEqualTypeOf<SignedHeaders>();
  expectTypeOf(verifySignature('1', 'GET', '/', 'aa', '04')).toBeBoolean();
});

test('behavior: refuses mixtures of both orders', () => {
  const claims = { botId: '', userId: 'u' };
  // @ts-expect-error: options belong to the other order
  expectTypeOf(generateJWT).toBeCallableWith('secret', claims, { expiresIn: 60 });
  // @ts-expect-error: a number belongs to the other order
  expectTypeOf(generateJWT).toBeCallableWith(claims, 'secret', 60);
  // @ts-expect-error: the user is required
  expectTypeOf(authorizationHeader).toBeCallableWith('secret');
  // @ts-expect-error: the key is bytes
  expectTypeOf(signRequest).toBeCallableWith('aria', 'GET', '/', 'hex');
  // @ts-expect-error: the key is missing
  expectTypeOf(verifySignature).toBeCallableWith('1', 'GET', '/', 'aa');
});
