import { LockLostError } from '@mitosislabs/auth/nodeFiles';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { formatSecretStorage } from '../encryption/formatSecretStorage.ts';
import { once, type Passphrase } from '../encryption/Passphrase.ts';
import { linkTarget, readPrivateFile } from '../files/privateFile.ts';
import { type HeldLock, whileLocked } from '../files/whileLocked.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import type { RotateKeyOptions } from './KeyOptions.ts';
import { formatPrivateKey, MAX_KEY_BYTES, openPrivateKey, parsePrivateKey } from './privateKeyFile.ts';
import { replaceKey } from './replaceKey.ts';

/** The file of a new key, until the platform accepts it. */
export function nextOf(path: string): string {
  return `${path}.next`;
}

/**
 * Replaces the key at a path with a new one. For a moment it is unknown which of the two the platform accepts, so both
 * stay on the disk until the new one has worked. An interrupted rotation continues with its new key, because the
 * platform may process that one late.
 *
 * @returns the new public key.
 */
export async function rotateKey(name: string, options: RotateKeyOptions): Promise<string> {
  // The lock moves files: they have to be on one file system.
  const path = await linkTarget(name);
  const passphrase = once(options.passphrase);
  return whileLocked(path, 'key', async (lock) => {
    await clearFinished(lock, path);
    const waited = (await readNext(path)) !== undefined;
    if (!waited) {
      await options.prepare?.();
      await makeNext(lock, path, { given: options.passphrase, passphrase });
    }
    // Read back: the platform must only get a key that can be opened.
    const next = parsePrivateKey(nextOf(path), await mustRead(lock, nextOf(path)));
    const privateKey = await openPrivateKey(nextOf(path), next, passphrase);
    const publicKey = publicKeyFromPrivate(privateKey);
    if (!waited || !(await options.works(privateKey))) {
      // A process that broke the lock may have sent another key to the platform.
      await lock.check();
      await options.tell(publicKey).catch(async (error: unknown) => {
        // The platform does not know the new key, so it is useless.
        if (!waited && isRejected(error)) await lock.remove(nextOf(path));
        throw error;
      });
      if (!(await options.works(privateKey))) throw notTaken(path);
    }
    await promote(lock, path);
    return publicKey;
  });
}

/** Whether an error says that the request had no effect. */
function isRejected(error: unknown): boolean {
  return ['rejected', 'not_sent'].includes(String(Reflect.get(Object(error), 'outcome')));
}

/** Makes the new key in its own file, encrypted when the old one is, or when a passphrase was passed as text. */
async function makeNext(
  lock: HeldLock,
  path: string,
  { given, passphrase }: { given: Passphrase | undefined; passphrase: () => Promise<string | undefined> },
): Promise<void> {
  const old = parsePrivateKey(path, await mustRead(lock, path));
  const { privateKey } = generateKeyPair();
  let content = formatPrivateKey(privateKey);
  if (!ArrayBuffer.isView(old) || typeof given === 'string') {
    // Checks the passphrase with the old key: a typing error must not make the new key unusable.
    await openPrivateKey(path, old, passphrase);
    content = Buffer.from(await formatSecretStorage(privateKey, (await passphrase()) ?? ''));
  }
  await writePrivateFile(nextOf(path), content, 'create');
}

/** Makes the old key a backup, and the new one the key. */
async function promote(lock: HeldLock, path: string): Promise<void> {
  const next = await mustRead(lock, nextOf(path));
  await replaceKey(lock, path, await mustRead(lock, path), next);
  await lock.remove(nextOf(path)).catch((error: unknown) => {
    // The rotation is complete: a process that broke the lock has cleaned up, and may have a new key there.
    if (!(error instanceof LockLostError)) throw error;
  });
}

/** Removes the copy of the new key that a rotation leaves if it is killed at its very end. */
async function clearFinished(lock: HeldLock, path: string): Promise<void> {
  const next = await readNext(path);
  if (next?.equals(await mustRead(lock, path))) await lock.remove(nextOf(path));
}

async function readNext(path: string): Promise<Buffer | undefined> {
  return readPrivateFile(nextOf(path), MAX_KEY_BYTES);
}

async function mustRead(lock: HeldLock, path: string): Promise<Buffer> {
  const content = await readPrivateFile(path, MAX_KEY_BYTES);
  if (content) return content;
  // A process that broke the lock may have moved it.
  await lock.check();
  throw new KeystoreError('no_agent_key', path, `${path} was removed during the rotation.`, {
    hint: 'Run it again, or make a key with `mi keys generate`.',
  });
}

function notTaken(path: string): KeystoreError {
  return new KeystoreError(
    'key_not_taken',
    path,
    `The platform got the new key for ${path}, and does not accept it yet. Both keys are kept: the new one is ${nextOf(path)}.`,
    { hint: 'Run it again in a while: it continues with the same new key.' },
  );
}
