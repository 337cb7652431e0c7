import { dirname } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { readPrivateFile } from '../files/readPrivateFile.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { LARGEST_SECRET } from './largestSecret.ts';

/** The office-manager's JWT secret on disk. */
export class JWTSecret {
  readonly #folders: PrivateFolders;
  readonly #path: string;

  constructor(folders: PrivateFolders, path: string) {
    this.#folders = folders;
    this.#path = path;
  }

  /** See {@link Keystore.storeJWTSecret}. */
  async store(secret: string): Promise<void> {
    if (typeof secret !== 'string' || secret === '') {
      throw new InvalidArgumentError('secret', 'must be text, and not empty');
    }
    const content = Buffer.from(`${secret}\n`);
    if (content.length > LARGEST_SECRET || content.toString() !== `${secret}\n`) {
      throw new InvalidArgumentError(
        'secret',
        `must be well-formed text of less than ${LARGEST_SECRET} bytes`,
      );
    }
    await this.#folders.prepare(dirname(this.#path));
    // Refuses to replace what is not a file of ours.
    await readPrivateFile(this.#path, LARGEST_SECRET);
    await writePrivateFile(this.#path, content, 'replace');
  }

  /** See {@link Keystore.loadJWTSecret}. */
  async load(): Promise<string | undefined> {
    const content = await this.#folders.read(this.#path, LARGEST_SECRET);
    if (content === undefined) return undefined;
    const secret = content.toString().replace(/\n$/, '');
    if (secret !== '' && content.length <= LARGEST_SECRET) return secret;
    throw new KeystoreError('secret_invalid', this.#path, `${this.#path} holds no secret.`, {
      hint: 'Store the secret of the office-manager again.',
    });
  }
}
