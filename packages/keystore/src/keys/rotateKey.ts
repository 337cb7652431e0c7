import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { formatSecretStorage } from '../encryption/formatSecretStorage.ts';
import { once, type Passphrase } from '../encryption/Passphrase.ts';
import { readPrivateFile } from '../files/readPrivateFile.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import type { FolderLock } from '../lock/FolderLock.ts';
import { LockLostError } from '../lock/LockLostError.ts';
import { whileLocked } from '../lock/whileLocked.ts';
import type { RotateKeyOptions } from './KeyOptions.ts';
import { LARGEST_SECRET } from './largestSecret.ts';
import { formatPrivateKey, openPrivateKey, parsePrivateKey } from './privateKeyFile.ts';
import { replaceKey } from './replaceKey.ts';

/** Where a new key waits until the platform has taken it. */
export function nextOf(path: string): string {
  return `${path}.next`;
}

/**
 * Replaces the key at a path by a new one. There is a moment when nobody knows which of the two the platform takes, so both are
 * on the disk from before it is told until it has shown that it takes the new one. A rotation that was interrupted is taken up
 * with the new key that it made: the platform may learn of that one late.
 *
 * @returns the new public key.
 */
export async function rotateKey(path: string, options: RotateKeyOptions): Promise<string> {
  const passphrase = once(options.passphrase);
  return whileLocked(path, 'key', async (lock) => {
    await clearFinished(lock, path);
    const waited = (await readNext(path)) !== undefined;
    if (!waited) await makeNext(lock, path, { given: options.passphrase, passphrase });
    // Read back, so that what the platform is told of can be opened.
    const next = parsePrivateKey(nextOf(path), await mustRead(lock, nextOf(path)));
    const privateKey = await openPrivateKey(nextOf(path), next, passphrase);
    const publicKey = publicKeyFromPrivate(privateKey);
    if (!waited || !(await options.works(privateKey))) {
      // Whoever has the lock by now may have told the platform of another key.
      await lock.check();
      await options.tell(publicKey);
      if (!(await options.works(privateKey))) throw notTaken(path);
    }
    await promote(lock, path);
    return publicKey;
  });
}

/** Makes the new key, in a file of its own, encrypted when the old one is or a passphrase was given as text. */
async function makeNext(
  lock: FolderLock,
  path: string,
  { given, passphrase }: { given: Passphrase | undefined; passphrase: () => Promise<string | undefined> },
): Promise<void> {
  const old = parsePrivateKey(path, await mustRead(lock, path));
  const { privateKey } = generateKeyPair();
  let content = formatPrivateKey(privateKey);
  if (!ArrayBuffer.isView(old) || typeof given === 'string') {
    // The same passphrase as the old one has: a typing error must not lock the new one away.
    await openPrivateKey(path, old, passphrase);
    content = await formatSecretStorage(privateKey, (await passphrase()) ?? '');
  }
  await writePrivateFile(nextOf(path), content, 'create');
}

/** The old key becomes a backup, the new one the key. */
async function promote(lock: FolderLock, path: string): Promise<void> {
  const next = await mustRead(lock, nextOf(path));
  await replaceKey(lock, path, await mustRead(lock, path), next.toString());
  await lock.remove(nextOf(path)).catch((error: unknown) => {
    // It is done: whoever has the lock by now has cleared up, and may have a new key there.
    if (!(error instanceof LockLostError)) throw error;
  });
}

/** A rotation that was killed at its very end left the new key twice. */
async function clearFinished(lock: FolderLock, path: string): Promise<void> {
  const next = await readNext(path);
  if (next?.equals(await mustRead(lock, path))) await lock.remove(nextOf(path));
}

async function readNext(path: string): Promise<Buffer | undefined> {
  return readPrivateFile(nextOf(path), LARGEST_SECRET);
}

async function mustRead(lock: FolderLock, path: string): Promise<Buffer> {
  const content = await readPrivateFile(path, LARGEST_SECRET);
  if (content) return content;
  // Whoever has the lock by now may have used it up.
  await lock.check();
  throw new KeystoreError('no_agent_key', path, `${path} was removed while its key was replaced.`, {
    hint: 'Run it again, or make a key with `mi keys generate`.',
  });
}

function notTaken(path: string): KeystoreError {
  return new KeystoreError(
    'key_not_taken',
    path,
    `The platform was told of the new key for ${path}, and does not take it yet. Both keys are kept: the new one is ${nextOf(path)}.`,
    { hint: 'Run it again in a little while: it goes on with the same new key.' },
  );
}
