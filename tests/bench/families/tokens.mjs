import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { generateJWT, generateKeyPair, signRequest, verifyJWT, verifySignature } from '@mitosislabs/auth';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as secp from '@noble/secp256k1';
import { compare, median } from '../support/compare.mjs';
import { countOf, roundsOf } from '../support/effort.mjs';

const PATH = '/api/v1/offices/3f2a/tasks?limit=20';
const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';

/** µs for one call of `work`, over `count` calls. */
function time(full, work) {
  const count = countOf(full);
  return () => {
    const start = performance.now();
    for (let index = 0; index < count; index++) work(index);
    return ((performance.now() - start) * 1000) / count;
  };
}

/** The CPU time of the first signature of a process, after the import, in ms. */
async function firstSignature() {
  const program = `
    import { signRequest } from ${JSON.stringify(import.meta.resolve('@mitosislabs/auth'))};
    const before = process.cpuUsage();
    signRequest({ agentId: 'aria', signingKey: new Uint8Array(32).fill(7) }, 'GET', '/');
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const times = [];
  for (let round = 0; round < roundsOf(9); round++) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    times.push(Number(stdout));
  }
  return median(times);
}

/** Compares signing and verifying with bare noble with synchronous hashes. */
export async function tokens() {
  secp.hashes.sha256 = sha256;
  secp.hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);
  const keys = generateKeyPair();
  const agent = { agentId: 'aria', signingKey: keys.privateKey };
  const publicKey = hexToBytes(keys.publicKey);
  const payload = (timestamp) => utf8ToBytes(`${timestamp}\nGET\n${PATH}`);
  const timestamp = 1_700_000_000;
  const { 'X-Signature': signature } = signRequest(agent, 'GET', PATH, timestamp);
  const claims = { botId: 'bench', userId: 'user-1' };
  const encode = (text) => Buffer.from(text).toString('base64url');
  const header = encode('{"alg":"HS256","typ":"JWT"}');

  const first = await firstSignature();
  return [
    {
      name: 'first signature of a process (CPU) / 5 ms',
      unit: 'ms',
      ratio: first / 5,
      ours: first,
      theirs: 5,
    },
    {
      name: 'sign a request / bare noble',
      unit: 'µs',
      ...(await compare(
        time(150, (index) => signRequest(agent, 'GET', PATH, timestamp + index)),
        time(150, (index) => bytesToHex(secp.sign(payload(timestamp + index), keys.privateKey))),
      )),
    },
    {
      name: 'verify a request / bare noble',
      unit: 'µs',
      ...(await compare(
        time(40, () => verifySignature(keys.publicKey, { method: 'GET', path: PATH, timestamp, signature })),
        time(40, () => secp.verify(hexToBytes(signature), payload(timestamp), publicKey, { lowS: false })),
      )),
    },
    {
      name: 'mint a JWT / bare HMAC of @noble/hashes',
      unit: 'µs',
      ...(await compare(
        time(4_000, (index) => generateJWT(claims, SECRET, { now: timestamp + index })),
        time(4_000, (index) => {
          const signed = `${header}.${encode(JSON.stringify({ ...claims, iat: timestamp + index, exp: timestamp + 3600 }))}`;
          return `${signed}.${encode(hmac(sha256, utf8ToBytes(SECRET), utf8ToBytes(signed)))}`;
        }),
      )),
    },
    {
      name: 'verify a JWT / mint one',
      unit: 'µs',
      ...(await compare(
        time(4_000, () => verifyJWT(generateJWT(claims, SECRET), SECRET)),
        time(4_000, () => generateJWT(claims, SECRET)),
      )),
    },
  ];
}
