import { basename } from 'node:path';
import { readPrivateFile } from '../files/privateFile.ts';
import { whileLocked } from '../files/whileLocked.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import type { StoreKeyOptions } from './KeyOptions.ts';
import type { OfficeOrigins } from './OfficeOrigins.ts';
import { MAX_KEY_BYTES } from './privateKeyFile.ts';
import { replaceKey } from './replaceKey.ts';

/** Writes a key's file, and binds it to its host. When it fails, both are as before. The folder must exist. */
export async function storeKey(
  path: string,
  content: Uint8Array,
  { force = false, endpoint }: Pick<StoreKeyOptions, 'force' | 'endpoint'>,
  origins: OfficeOrigins,
): Promise<void> {
  if (endpoint === undefined && (await writePrivateFile(path, content, 'create'))) return;
  if (!force && (await readPrivateFile(path, MAX_KEY_BYTES))) throw keyExists(path);
  await whileLocked(path, 'key', async (lock) => {
    const before = await readPrivateFile(path, MAX_KEY_BYTES);
    if (before && !force) throw keyExists(path);
    // Bound first: a key without a host would be used for any.
    const isBound = endpoint !== undefined && (await origins.bind(path, endpoint, !before));
    try {
      if (before) await replaceKey(lock, path, before, content);
      else if (!(await writePrivateFile(path, content, 'create', lock))) throw keyExists(path);
    } catch (error) {
      if (isBound) await origins.remove(path);
      throw error;
    }
  });
}

function keyExists(path: string): KeystoreError {
  const agent = basename(path, '.key');
  return new KeystoreError('key_exists', path, `There is a private key for ${agent} already: ${path}.`, {
    hint: 'Use that one. To replace it, pass `force` (`--force`): a backup of it stays.',
  });
}
