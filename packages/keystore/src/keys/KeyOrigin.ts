import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { removeFile } from '../files/privateFile.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { shellQuote } from '../permissions/assertPrivate.ts';

/** The longest file, in bytes. */
const MAX_BYTES = 2048;

/** The host that a key or secret belongs to: its origin, in a file beside it. A key without such a file is for any host. */
export class KeyOrigin {
  readonly #folders: PrivateFolders;
  readonly #path: string;
  readonly #what: string;

  /**
   * @param folders - The folders of the keystore.
   * @param path - The file with the origin.
   * @param what - The name of the key in errors.
   */
  constructor(folders: PrivateFolders, path: string, what: string) {
    this.#folders = folders;
    this.#path = path;
    this.#what = what;
  }

  /** Returns the origin; `undefined` when there is no file. */
  async read(): Promise<string | undefined> {
    const content = await this.#folders.read(this.#path, MAX_BYTES);
    if (content === undefined) return undefined;
    const origin = originOf(content.toString().trim());
    if (origin !== undefined && content.length <= MAX_BYTES) return origin;
    throw new KeystoreError('config_invalid', this.#path, `${this.#path} does not hold the URL of a host.`, {
      hint: `Write the office-manager's URL into it, or remove it: rm ${shellQuote(this.#path)}`,
    });
  }

  /** Throws `key_for_another_host` when the key belongs to another host. */
  async check(endpoint: string): Promise<void> {
    const asked = originFrom(endpoint);
    const own = await this.read();
    if (own === undefined || own === asked) return;
    const problem = `${this.#what} belongs to ${own}, and is not used for ${asked}.`;
    throw new KeystoreError('key_for_another_host', this.#path, problem, {
      hint: `Use ${own}. If that host really moved, remove this file: rm ${shellQuote(this.#path)}`,
    });
  }

  /**
   * Writes the origin, unless it is there already. The folder must exist.
   *
   * @returns whether the file is new.
   */
  async write(endpoint: string): Promise<boolean> {
    const isNew = await writePrivateFile(this.#path, `${originFrom(endpoint)}\n`, 'create');
    if (!isNew) await this.check(endpoint);
    return isNew;
  }

  /** Removes the file, if there is one. */
  async remove(): Promise<void> {
    await removeFile(this.#path);
  }
}

/** Throws for anything but an http or https URL. */
function originFrom(endpoint: string): string {
  const origin = typeof endpoint === 'string' ? originOf(endpoint) : undefined;
  if (origin === undefined) throw new InvalidArgumentError('endpoint', 'must be an http or https URL');
  return origin;
}

function originOf(endpoint: string): string | undefined {
  try {
    const { protocol, origin } = new URL(endpoint);
    return /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}
