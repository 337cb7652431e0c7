import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { readPrivateFile } from '../files/privateFile.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { KeyFolders } from './KeyFolders.ts';
import { KeyOrigin } from './KeyOrigin.ts';
import { MAX_KEY_BYTES } from './privateKeyFile.ts';

/** The office-manager's JWT secret on disk. */
export class JWTSecret {
  readonly #folders: PrivateFolders;
  readonly #keys: KeyFolders;

  constructor(folders: PrivateFolders) {
    this.#folders = folders;
    this.#keys = new KeyFolders(folders);
  }

  /** Replaces the secret. The new one belongs to no host yet. */
  async store(secret: string): Promise<void> {
    if (typeof secret !== 'string' || secret === '') {
      throw new InvalidArgumentError('secret', 'must be text, and not empty');
    }
    // A line feed at the end is not read as a part of the secret.
    const text = secret.endsWith('\n') ? `${secret}\n` : secret;
    const content = Buffer.from(text);
    if (content.length > MAX_KEY_BYTES || content.toString() !== text) {
      throw new InvalidArgumentError('secret', `must be well-formed text of at most ${MAX_KEY_BYTES} bytes`);
    }
    const path = await this.#keys.secretPath();
    await this.#keys.whilePrepared(path, async () => {
      // Refuses to replace an unsafe file.
      await readPrivateFile(path, MAX_KEY_BYTES);
      await writePrivateFile(path, content, 'replace');
      await this.#origin(path).remove();
    });
  }

  /** Whether there is a secret. */
  async isThere(): Promise<boolean> {
    return (await this.#folders.read(await this.#keys.secretPath(), MAX_KEY_BYTES)) !== undefined;
  }

  /** Reads the secret; throws when there is none, or when it belongs to another host. */
  async load(endpoint?: string): Promise<string> {
    const path = await this.#keys.secretPath();
    const content = await this.#folders.read(path, MAX_KEY_BYTES);
    if (content === undefined) {
      throw new KeystoreError('no_jwt_secret', path, `There is no JWT secret: ${path} does not exist.`, {
        hint: 'Applications sign in with `mi login`. First-party services store it with `storeJWTSecret`.',
      });
    }
    if (endpoint !== undefined) await this.#origin(path).check(endpoint);
    const secret = content.toString().replace(/\n$/, '');
    if (secret !== '' && content.length <= MAX_KEY_BYTES) return secret;
    throw new KeystoreError('secret_invalid', path, `${path} holds no secret.`, {
      hint: 'Store the secret of the office-manager again.',
    });
  }

  /** Binds the secret to a host, unless it is bound already. */
  async bind(endpoint: string): Promise<void> {
    const path = await this.#keys.secretPath();
    if (!(await this.isThere()) || (await this.#origin(path).read()) !== undefined) return;
    await this.#origin(path).write(endpoint);
  }

  #origin(path: string): KeyOrigin {
    return new KeyOrigin(this.#folders, `${path}.endpoint`, 'The JWT secret');
  }
}
