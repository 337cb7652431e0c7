import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * The passphrase that encrypts a private key: text, or a function that returns it. The function is called
 * only when the passphrase is needed. If it returns `undefined`, there is no passphrase.
 *
 * @example
 * ```ts
 * import { Keystore, type Passphrase } from '@mitosislabs/keystore';
 *
 * const passphrase: Passphrase = async () => process.env['MY_PASSPHRASE'];
 * const key = await new Keystore({ passphrase }).loadPrivateKey('office-id', 'aria');
 * ```
 */
export type Passphrase = string | (() => string | undefined | Promise<string | undefined>);

/** Returns the text of a passphrase; calls the function if it is one. */
export async function textOf(passphrase: Passphrase | undefined): Promise<string | undefined> {
  const text: unknown = typeof passphrase === 'function' ? await passphrase() : passphrase;
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
    throw new InvalidArgumentError('passphrase', 'must be well-formed text');
  }
  return text;
}

/** Returns a passphrase whose function is called once at most. */
export function once(passphrase: Passphrase | undefined): () => Promise<string | undefined> {
  let answer: Promise<string | undefined> | undefined;
  return () => {
    answer ??= textOf(passphrase);
    return answer;
  };
}

/**
 * The possible encodings of a passphrase, the likely one first. The format does not define how text becomes bytes: this
 * keystore and ethers normalize it (NFKC), so that an é is the same from every keyboard; geth and web3.js encode the
 * text as typed.
 */
export function bytesOf(passphrase: string): readonly [normal: Buffer, ...others: Buffer[]] {
  const normal = passphrase.normalize('NFKC');
  return normal === passphrase ? [Buffer.from(normal)] : [Buffer.from(normal), Buffer.from(passphrase)];
}
