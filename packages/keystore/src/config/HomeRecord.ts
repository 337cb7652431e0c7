import { join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { shellQuote } from '../files/shellQuote.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';

/** No origin is longer. In bytes. */
const LONGEST = 2048;

/** Which host the keys of an office belong to: its origin, in the file `endpoint` of the office's folder. */
export class HomeRecord {
  readonly #folders: PrivateFolders;
  readonly #path: string;

  constructor(folders: PrivateFolders, officePath: string) {
    this.#folders = folders;
    this.#path = join(officePath, 'endpoint');
  }

  /** The origin; `undefined` when it was never said. */
  async read(): Promise<string | undefined> {
    const content = await this.#folders.read(this.#path, LONGEST);
    if (content === undefined) return undefined;
    const origin = originOf(content.toString().trim());
    if (origin !== undefined && content.length <= LONGEST) return origin;
    throw new KeystoreError('config_invalid', this.#path, `${this.#path} does not hold the URL of a host.`, {
      hint: `Write the office-manager's URL into it, or remove it: rm ${shellQuote(this.#path)}`,
    });
  }

  /** Says where the keys belong, unless that was said before. The folder is there. */
  async write(endpoint: string): Promise<void> {
    const origin = originFrom(endpoint);
    if (!(await writePrivateFile(this.#path, `${origin}\n`, 'create'))) await this.check(endpoint);
  }

  /** Replaces what was said, for an office that has no keys any more. */
  async replace(endpoint: string): Promise<void> {
    await this.#folders.read(this.#path, LONGEST);
    await writePrivateFile(this.#path, `${originFrom(endpoint)}\n`, 'replace');
  }

  /** Refuses a host that the keys do not belong to. */
  async check(endpoint: string): Promise<void> {
    const asked = originFrom(endpoint);
    const home = await this.read();
    if (home === undefined || home === asked) return;
    throw new KeystoreError(
      'key_for_another_host',
      this.#path,
      `The keys of this office belong to ${home}, and are not used for ${asked}.`,
      { hint: `Use ${home}. If the office really moved, say so with: rm ${shellQuote(this.#path)}` },
    );
  }
}

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
