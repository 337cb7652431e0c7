import { dirname, join } from 'node:path';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { KeyFolders } from './KeyFolders.ts';
import { KeyOrigin } from './KeyOrigin.ts';

/** The hosts that agents' keys belong to: `<agent>.key.endpoint`. A file `endpoint` counts for all keys of its folder. */
export class OfficeOrigins {
  readonly #folders: PrivateFolders;
  readonly #keys: KeyFolders;

  constructor(folders: PrivateFolders) {
    this.#folders = folders;
    this.#keys = new KeyFolders(folders);
  }

  /** Returns the origin of the key at a path; `undefined` when it is for any host. */
  async of(path: string): Promise<string | undefined> {
    return (await this.#own(path).read()) ?? this.#shared(path).read();
  }

  /** Returns the origin that the first bound key of an office belongs to; `undefined` when all are for any host. */
  async ofOffice(officeId: string): Promise<string | undefined> {
    for (const agent of await this.#keys.agents(officeId)) {
      const origin = await this.of(await this.#keys.keyPath(officeId, agent));
      if (origin !== undefined) return origin;
    }
    return undefined;
  }

  /** Throws `key_for_another_host` when the key at a path belongs to another host. */
  async check(path: string, endpoint: string): Promise<void> {
    await this.#own(path).check(endpoint);
    await this.#shared(path).check(endpoint);
  }

  /** Throws `key_for_another_host` when any key of an office belongs to another host: an office is on one host. */
  async checkOffice(officeId: string, endpoint: string): Promise<void> {
    for (const agent of await this.#keys.agents(officeId)) {
      await this.check(await this.#keys.keyPath(officeId, agent), endpoint);
    }
  }

  /**
   * Binds the key at a path to a host. The caller holds the key's lock.
   *
   * @param isNew - Whether there is no key yet: then the host of an earlier, deleted key does not count.
   * @returns whether it was not bound before.
   */
  async bind(path: string, endpoint: string, isNew: boolean): Promise<boolean> {
    if (isNew) await this.remove(path);
    return this.#own(path).write(endpoint);
  }

  /** Lets the key at a path be used for any host. */
  async remove(path: string): Promise<void> {
    await this.#own(path).remove();
  }

  #own(path: string): KeyOrigin {
    return new KeyOrigin(this.#folders, `${path}.endpoint`, 'This key');
  }

  #shared(path: string): KeyOrigin {
    return new KeyOrigin(this.#folders, join(dirname(path), 'endpoint'), 'This key');
  }
}
