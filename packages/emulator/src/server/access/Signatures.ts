import { createHash, createPublicKey, getCurves, type KeyObject, verify } from 'node:crypto';
import { verifySignature } from '@mitosislabs/auth/signing';
import { loadNative, loadWasm, type VerifyCompact } from './libsecp256k1.ts';

/** How many keys, valid and invalid signatures are kept. */
const KEPT = 1_000;
/** How many signatures OpenSSL verifies before libsecp256k1 is loaded. */
const BY_OPENSSL = 100;
/** Whether the crypto library has the curve. That of Bun has not. */
const HAS_CURVE = getCurves().includes('secp256k1');
/** The longest signature in hex: DER. */
const MOST_CHARACTERS = 144;
/** A signature of this length is compact: `r||s`. */
const COMPACT_BYTES = 64;
/** Hex of a point, compressed or not. OpenSSL would also take the hybrid form. */
const POINT = /^(04[0-9a-f]{128}|0[23][0-9a-f]{64})$/i;
/** The DER before the point of a public key (RFC 5480), by the length of the point: OpenSSL reads no bare point. */
const HEADS: Readonly<Record<number, string>> = {
  33: '3036301006072a8648ce3d020106052b8104000a032200',
  65: '3056301006072a8648ce3d020106052b8104000a034200',
};

/** A signature to verify. */
export interface Signed {
  /** Hex of the public key: 65 or 33 bytes. */
  readonly publicKey: string;
  readonly message: Buffer;
  /** Hex of the signature: compact or DER, low or high S. */
  readonly signature: string;
}

/**
 * Verifies the signatures of agents, with the same verdicts as `verifySignature` in `@mitosislabs/auth`. OpenSSL takes a seventh of
 * its time. libsecp256k1 verifies compact signatures in half of that, and as the package `secp256k1` in a sixth. Loading it
 * pays off for many signatures: OpenSSL verifies the first ones. An agent that repeats a request within a second sends the same signature,
 * so verdicts are kept: valid and invalid ones apart, so that many wrong signatures drive out no valid one.
 */
export class Signatures {
  readonly #keys = new Map<string, KeyObject | undefined>();
  readonly #verdicts = { true: new Map<string, true>(), false: new Map<string, true>() };
  /** Verifications that run in other threads. */
  readonly #running = new Map<string, Promise<boolean>>();
  #verifyCompact: VerifyCompact | null | undefined;
  /** The verifications until libsecp256k1 is loaded. */
  #untilLoad = BY_OPENSSL;

  /** @param verifyCompact - libsecp256k1, or null for OpenSSL only. Default: it is loaded when there are many signatures. */
  constructor(verifyCompact?: VerifyCompact | null) {
    this.#verifyCompact = verifyCompact;
  }

  /** Whether a signature is valid. */
  verify(signed: Signed): boolean {
    const id = idOf(signed);
    const known = this.#known(id);
    if (known !== undefined) return known;
    if (!HAS_CURVE) return this.#keep(id, verifySlowly(signed));
    const key = this.#keyFor(signed);
    return this.#keep(id, key !== undefined && this.#judge(signed, key));
  }

  /**
   * Does the same in another thread: many keys can be tried while other requests are served. Requests with the same signature share
   * one verification.
   */
  async verifyAside(signed: Signed): Promise<boolean> {
    if (!HAS_CURVE) return this.verify(signed);
    const id = idOf(signed);
    const known = this.#known(id);
    if (known !== undefined) return known;
    const key = this.#keyFor(signed);
    if (!key) return false;
    const running = this.#running.get(id) ?? verifyInThread(signed, key);
    this.#running.set(id, running);
    const verdict = await running;
    this.#running.delete(id);
    return this.#keep(id, verdict);
  }

  #judge(signed: Signed, key: VerifyingKey): boolean {
    const bytes = bytesOf(signed);
    if (this.#verifyCompact === undefined && --this.#untilLoad === 0) this.#load();
    if (!this.#verifyCompact || key.dsaEncoding === 'der')
      return verify('sha256', signed.message, key, bytes);
    const digest = createHash('sha256').update(signed.message).digest();
    return this.#verifyCompact(bytes, digest, Buffer.from(signed.publicKey, 'hex'));
  }

  /** Loads libsecp256k1. OpenSSL verifies until it is there, and where it does not run. */
  #load(): void {
    this.#verifyCompact = loadNative() ?? null;
    if (this.#verifyCompact) return;
    loadWasm().then(
      (verifyCompact) => (this.#verifyCompact = verifyCompact),
      () => undefined,
    );
  }

  /** The key, and how the signature is encoded; `undefined` if either is malformed. */
  #keyFor({ publicKey, signature }: Signed): VerifyingKey | undefined {
    if (signature.length > MOST_CHARACTERS || !/^([0-9a-f]{2})+$/i.test(signature)) return undefined;
    if (!this.#keys.has(publicKey)) setOne(this.#keys, publicKey, readKey(publicKey));
    const key = this.#keys.get(publicKey);
    const dsaEncoding = signature.length === 2 * COMPACT_BYTES ? 'ieee-p1363' : 'der';
    return key && { key, dsaEncoding };
  }

  #known(id: string): boolean | undefined {
    return this.#verdicts.true.has(id) || (this.#verdicts.false.has(id) ? false : undefined);
  }

  #keep(id: string, verdict: boolean): boolean {
    setOne(this.#verdicts[`${verdict}`], id, true);
    return verdict;
  }
}

/** A key, and how the signature to verify is encoded. */
interface VerifyingKey {
  readonly key: KeyObject;
  readonly dsaEncoding: 'ieee-p1363' | 'der';
}

/** Verifies a signature of a request without the crypto library. */
function verifySlowly({ publicKey, message, signature }: Signed): boolean {
  const [timestamp = '', method = '', path = ''] = message.toString().split('\n');
  return verifySignature(publicKey, { timestamp, method, path, signature });
}

function verifyInThread(signed: Signed, key: VerifyingKey): Promise<boolean> {
  return new Promise((resolve) => {
    verify('sha256', signed.message, key, bytesOf(signed), (error, valid) => resolve(!error && valid));
  });
}

/** Reads a public key; `undefined` if it is not a point of the curve. */
function readKey(publicKey: string): KeyObject | undefined {
  if (!POINT.test(publicKey)) return undefined;
  try {
    const der = Buffer.from((HEADS[publicKey.length / 2] ?? '') + publicKey, 'hex');
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function idOf({ publicKey, message, signature }: Signed): string {
  return `${publicKey} ${signature} ${message.toString('latin1')}`;
}

function bytesOf({ signature }: Signed): Buffer {
  return Buffer.from(signature, 'hex');
}

/** Sets an entry. A full map loses its oldest one. */
function setOne<Value>(map: Map<string, Value>, key: string, value: Value): void {
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size >= KEPT) map.delete(oldest);
  map.set(key, value);
}
