import { MOST_MEMORY, MOST_ROUNDS, MOST_SCRYPT_WORK } from './cost.ts';
import type { KeyDerivation, SecretStorage } from './SecretStorage.ts';

const LONGEST_SALT = 1024;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an encrypted private key in JSON (Web3 Secret Storage, version 3). Refuses invalid files, and files
 * that cost too much to open, before it computes anything.
 *
 * @returns the content; or, as text, the problem of the file, without quoting it.
 */
export function parseSecretStorage(text: string): SecretStorage | string {
  try {
    return read(lowerCased(object('the file', JSON.parse(text))));
  } catch (error) {
    return error instanceof Problem ? error.message : 'JSON that is broken';
  }
}

class Problem extends Error {}

function read(file: Fields): SecretStorage {
  if (Number(file['version']) !== 3) throw new Problem('another version of the format than 3');
  const crypto = object('crypto', file['crypto']);
  if (crypto['cipher'] !== 'aes-128-ctr') throw new Problem('another cipher than aes-128-ctr');
  const ciphertext = hex('ciphertext', crypto['ciphertext'], 1, 32);
  const iv = hex('iv', object('cipherparams', crypto['cipherparams'])['iv'], 16, 16);
  const derivation = readDerivation(crypto['kdf'], object('kdfparams', crypto['kdfparams']));
  const mac = hex('mac', crypto['mac'], 32, 32);
  const { address, publickey } = file;
  return {
    derivation,
    iv,
    ciphertext,
    mac,
    address:
      address === undefined || address === '' ? undefined : hex('address', address, 20, 20).toString('hex'),
    publicKey: publickey === undefined ? undefined : hex('publicKey', publickey, 65, 65).toString('hex'),
  };
}

function readDerivation(kdf: unknown, params: Fields): KeyDerivation {
  const salt = hex('salt', params['salt'], 0, LONGEST_SALT);
  if (params['dklen'] !== 32) throw new Problem('another dklen than 32');
  if (kdf === 'pbkdf2') {
    if (params['prf'] !== 'hmac-sha256') throw new Problem('another prf than hmac-sha256');
    const c = count('c', params['c']);
    if (c > MOST_ROUNDS)
      throw new Problem(`more than ${MOST_ROUNDS} rounds of pbkdf2, which would take minutes`);
    return { kdf, c, salt };
  }
  if (kdf !== 'scrypt') throw new Problem('another kdf than scrypt and pbkdf2');
  const [n, r, p] = [count('n', params['n']), count('r', params['r']), count('p', params['p'])];
  if (n < 2 || !Number.isInteger(Math.log2(n))) throw new Problem('an n that is no power of two');
  if (128 * r * (n + p + 2) > MOST_MEMORY || n * r * p > MOST_SCRYPT_WORK) {
    throw new Problem('a cost of scrypt that would take gigabytes or minutes');
  }
  return { kdf, n, r, p, salt };
}

/** Names of fields differ in case between tools: `Crypto`, `crypto`. The first one of a name counts. */
function lowerCased(file: Fields): Fields {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(file)) fields[name.toLowerCase()] ??= value;
  return fields;
}

function object(name: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(`no object where ${name} should be`);
  }
  return { __proto__: null, ...value };
}

function count(name: string, value: unknown): number {
  if (!Number.isSafeInteger(value) || Number(value) < 1)
    throw new Problem(`no whole number above 0 as ${name}`);
  return Number(value);
}

function hex(name: string, value: unknown, shortest: number, longest: number): Buffer {
  const digits = typeof value === 'string' ? value.replace(/^0x/i, '') : '-';
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits) || digits.length < 2 * shortest || digits.length > 2 * longest) {
    throw new Problem(
      `no hex of ${shortest === longest ? shortest : `${shortest} to ${longest}`} bytes as ${name}`,
    );
  }
  return Buffer.from(digits, 'hex');
}
