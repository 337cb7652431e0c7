import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertPrivateFolder, folderStats } from './assertPrivate.ts';
import { ensureFolder } from './ensureFolder.ts';
import { errnoOf } from './errnoOf.ts';
import { ioError } from './ioError.ts';
import { readPrivateFile } from './readPrivateFile.ts';
import { removeLeftovers } from './removeLeftovers.ts';

/** The folders of a keystore: each is checked before something in it is read, and made before something is written. */
export class PrivateFolders {
  readonly #root: string;
  /** What a keystore has from its first write on, the root first. */
  readonly #layout: readonly string[];
  readonly #swept = new Set<string>();

  constructor(root: string, layout: readonly string[]) {
    this.#root = root;
    this.#layout = [root, ...layout];
  }

  /** Reads a file of a folder of these; `undefined` when there is none. */
  async read(path: string, limit: number): Promise<Buffer | undefined> {
    return (await this.isThere(dirname(path))) ? readPrivateFile(path, limit) : undefined;
  }

  /** Whether a folder is there. It, and those above it up to the root, must be safe to read from. */
  async isThere(folder: string): Promise<boolean> {
    if (folder !== this.#root && !(await this.isThere(dirname(folder)))) return false;
    try {
      await assertPrivateFolder(folder, await folderStats(folder, folder === this.#root));
    } catch (cause) {
      // ENOTDIR: below a file, as with HOME=/dev/null.
      if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return false;
      throw ioError('read', folder, cause);
    }
    await this.#sweep(folder);
    return true;
  }

  /** Makes the layout, and a folder in it, ready to write to. */
  async prepare(folder = this.#root): Promise<void> {
    for (const path of new Set([...this.#layout, folder])) await ensureFolder(path, path === this.#root);
    await this.#sweep(this.#root);
    await this.#sweep(folder);
  }

  /** Tidies up a folder; with the root, all of them: what was left there may be a secret, and nobody may come by again. */
  async #sweep(folder: string): Promise<void> {
    if (this.#swept.has(folder)) return;
    this.#swept.add(folder);
    await removeLeftovers(folder);
    if (folder !== this.#root) return;
    for (const path of this.#layout.slice(1)) await this.#sweepBelow(path);
  }

  async #sweepBelow(folder: string): Promise<void> {
    try {
      // One that is not safe says so when it is used.
      if (!(await this.isThere(folder))) return;
      const entries = await readdir(folder, { withFileTypes: true });
      for (const entry of entries) if (entry.isDirectory()) await this.isThere(join(folder, entry.name));
    } catch {
      return;
    }
  }
}
