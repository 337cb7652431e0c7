import {
  generateKeyPair,
  Keystore,
  publicKeyFromPrivate,
  type SignedHeaders,
  signRequest,
  verifySignature,
} from '@mitosislabs/sdk';

const officeId = process.env['OFFICE']!;
const key = await new Keystore().loadAgentKey(officeId, 'aria');
const path = `/api/v1/offices/${officeId}/employees`;
const headers: SignedHeaders = await signRequest('aria', 'GET', path, key);
const response = await fetch(process.env['ENDPOINT'] + path, { headers: { ...headers } });
console.log(response.status);

const publicKey = publicKeyFromPrivate(key);
const { 'X-Timestamp': timestamp, 'X-Signature': signature } = headers;
console.log(verifySignature(timestamp, 'GET', path, signature, publicKey));
console.log(verifySignature(timestamp, 'POST', path, signature, publicKey));
console.log(verifySignature(timestamp, 'GET', path, signature, generateKeyPair().publicKey));
await signRequest('aria', 'GET', path, key).then((signed) => console.log(signed['X-Agent-Id']));

// Prints:
// 200
// true
// false
// false
// aria
