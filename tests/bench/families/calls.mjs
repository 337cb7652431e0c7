import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { generateKeyPair, signerAuthenticator } from '@mitosislabs/auth';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as secp from '@noble/secp256k1';
import { clientsOf, cpuPerCall, exchange, ours } from '../support/clients.mjs';
import { compareAll } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';
import { startServer } from '../support/startServer.mjs';

const CALLS = 1_000;
const IN_FLIGHT = 50;

/** Compares the CPU time of a call with that of bare `fetch`, for this SDK, other clients and bare code. */
export async function calls() {
  const server = await startServer();
  const { endpoint } = server;
  const { fetch: bare, ...clients } = clientsOf(endpoint);
  const cpu = (call) => () => cpuPerCall(call, countOf(CALLS), IN_FLIGHT);
  const rows = async (group, kind, candidates, rounds) => {
    const measured = Object.entries(candidates).map(([name, client]) => [name, cpu(client[kind])]);
    const results = await compareAll(Object.fromEntries(measured), cpu(bare[kind]), rounds);
    return Object.entries(results).map(([name, { ratio }]) => ({ group, name, value: ratio }));
  };
  try {
    return [
      ...(await rows('GET', 'get', clients)),
      ...(await rows('POST', 'post', clients)),
      ...(await rows('GET, signed', 'get', signed(endpoint), 5)),
    ];
  } finally {
    server.stop();
  }
}

/** Signed requests of this SDK, and the least that they can cost: a signature over bare `node:http`. With noble, and with libsecp256k1. */
function signed(endpoint) {
  const { privateKey } = generateKeyPair();
  const native = createRequire(import.meta.url)('secp256k1/bindings.js');
  const withNative = (digest) => native.ecdsaSign(digest, privateKey).signature;
  secp.hashes.sha256 = sha256;
  secp.hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);
  const withNoble = (digest) => secp.sign(digest, privateKey, { prehash: false });
  const path = '/api/v1/offices';
  const bare = (sign) => ({
    get() {
      const payload = `${Math.floor(Date.now() / 1000)}\nGET\n${path}`;
      const signature = Buffer.from(sign(createHash('sha256').update(payload).digest())).toString('hex');
      return exchange(endpoint + path, { headers: { 'x-agent-id': 'aria', 'x-signature': signature } });
    },
  });
  return {
    mitosis: ours({ endpoint, agent: { agentId: 'aria', signingKey: privateKey } }),
    'mitosis, secp256k1': ours({
      endpoint,
      auth: signerAuthenticator({ agentId: 'aria', sign: withNative }),
    }),
    'node:http, noble': bare(withNoble),
    'node:http, secp256k1': bare(withNative),
  };
}
