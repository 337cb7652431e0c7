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

/** The text of a passphrase; asks for it where it has to be asked for. */
export async function textOf(passphrase: Passphrase | undefined): Promise<string | undefined> {
  const text: unknown = typeof passphrase === 'function' ? await passphrase() : passphrase;
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
    throw new InvalidArgumentError('passphrase', 'must be well-formed text');
  }
  return text;
}

/** A passphrase that is asked for once, however often it is needed. */
export function once(passphrase: Passphrase | undefined): () => Promise<string | undefined> {
  let answer: Promise<string | undefined> | undefined;
  return () => {
    answer ??= textOf(passphrase);
    return answer;
  };
}

/**
 * The bytes that a passphrase may stand for, the likely ones first. The format does not say how text becomes bytes: what is
 * written here, and by ethers, has compatibility forms composed (NFKC), so that one keyboard's é is another's; geth and
 * web3.js take the text as it was typed.
 */
export function bytesOf(passphrase: string): readonly [normal: Buffer, ...others: Buffer[]] {
  const normal = passphrase.normalize('NFKC');
  return normal === passphrase ? [Buffer.from(normal)] : [Buffer.from(normal), Buffer.from(passphrase)];
}
