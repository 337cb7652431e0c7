import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '@mitosislabs/auth/nodeFiles';
import { ioError } from '../files/ioError.ts';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { assertAgentName, assertOfficeId, isAgentName, isOfficeId } from './assertName.ts';
import { fromFileName, toFileName } from './fileName.ts';

const SUFFIX = '.key';
const SECRET = 'jwt.key';
/** Folders in the root that are not offices. */
const OWN_FOLDERS = new Set(['keys', 'sessions']);

/**
 * Finds key files: `keys/<office>/<agent>.key`. Also reads two forms of earlier clients: `<office>/<agent>.key` directly in
 * the root, when that was the folder of keys; and names with capital letters, not escaped. A file stays where it is; a
 * new one goes beside the other keys of its office.
 */
export class KeyFolders {
  readonly #folders: PrivateFolders;
  readonly #root: string;
  readonly #keys: string;

  constructor(folders: PrivateFolders) {
    this.#folders = folders;
    this.#root = folders.root;
    this.#keys = join(folders.root, 'keys');
  }

  /** Returns the path of an agent's key: the existing file's, else a new one's. */
  async keyPath(officeId: string, agent: string): Promise<string> {
    assertOfficeId(officeId);
    assertAgentName(agent);
    const folders = await this.#officeFolders(officeId);
    const paths = folders.flatMap((folder) => namesOf(agent).map((name) => join(folder, `${name}${SUFFIX}`)));
    return firstExisting(paths);
  }

  /** Returns the path of the JWT secret. */
  async secretPath(): Promise<string> {
    const roots = await this.#roots();
    return firstExisting(roots.map((root) => join(root, SECRET)));
  }

  /** Lists the agents of an office that have a key, by name. */
  async agents(officeId: string): Promise<string[]> {
    assertOfficeId(officeId);
    const found = await Promise.all(
      (await this.#officeFolders(officeId)).map((path) => this.#agentsIn(path)),
    );
    return [...new Set(found.flat())].sort();
  }

  /** Lists the offices that have a key, by id. */
  async offices(): Promise<string[]> {
    const found = await Promise.all((await this.#roots()).map((root) => this.#officesIn(root)));
    return [...new Set(found.flat())].sort();
  }

  /** Runs a task that writes a file, in a folder that is made for it. See {@link PrivateFolders.whilePrepared}. */
  async whilePrepared<T>(path: string, task: () => Promise<T>): Promise<T> {
    const folder = dirname(path);
    const isBelowKeys = folder === this.#keys || dirname(folder) === this.#keys;
    return this.#folders.whilePrepared(task, folder, isBelowKeys ? undefined : []);
  }

  /** The folders of an office that exist; a new one when none does. */
  async #officeFolders(officeId: string): Promise<string[]> {
    const names = namesOf(officeId);
    const roots = await this.#roots();
    const [first = ''] = names;
    if (roots.length === 1 && names.length === 1) return [join(roots[0] ?? '', first)];
    const found: string[] = [];
    for (const root of roots) {
      // Compares names itself: some disks ignore case, and two offices must not share a folder.
      const there = new Set((await this.#entries(root)).map(({ name }) => name));
      found.push(...names.filter((name) => there.has(name)).map((name) => join(root, name)));
    }
    if (found.length > 0) return found;
    return [join((await this.#folders.isThere(this.#keys)) ? this.#keys : (roots.at(-1) ?? ''), first)];
  }

  /** The folders with the folders of offices. */
  async #roots(): Promise<string[]> {
    const isFlat = (await this.#folders.isThere(this.#root)) && (await this.#isFolderOfKeys());
    return isFlat ? [this.#keys, this.#root] : [this.#keys];
  }

  /** Whether the root itself has keys, as with earlier clients. Reads names only, so nothing needs to be safe. */
  async #isFolderOfKeys(): Promise<boolean> {
    const entries = await entriesOf(this.#root);
    if (entries.some((entry) => entry.isFile && entry.name === SECRET)) return true;
    for (const name of officesOf(entries)) {
      if (!OWN_FOLDERS.has(name) && agentsOf(await entriesOf(join(this.#root, name))).length > 0) return true;
    }
    return false;
  }

  async #officesIn(root: string): Promise<string[]> {
    const offices = officesOf(await this.#entries(root))
      .filter((name) => root === this.#keys || !OWN_FOLDERS.has(name))
      .map(async (name) => {
        const folder = join(root, name);
        // The root may hold other folders: only an office with keys has to be safe.
        if (root === this.#root && agentsOf(await entriesOf(folder)).length === 0) return [];
        return (await this.#agentsIn(folder)).length > 0 ? (nameOf(name, isOfficeId) ?? []) : [];
      });
    return (await Promise.all(offices)).flat();
  }

  async #agentsIn(folder: string): Promise<string[]> {
    return agentsOf(await this.#entries(folder));
  }

  async #entries(folder: string): Promise<Entry[]> {
    if (!(await this.#folders.isThere(folder))) return [];
    return entriesIn(folder).catch((cause: unknown) => {
      throw ioError('read', folder, cause);
    });
  }
}

/** Reads the entries of a folder, unchecked. Returns an empty list when it cannot be read. */
async function entriesOf(folder: string): Promise<Entry[]> {
  return entriesIn(folder).catch(() => []);
}

/** An entry of a folder. For a symbolic link, the kind is that of its target. */
interface Entry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

async function entriesIn(folder: string): Promise<Entry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return Promise.all(
    entries.map(async (entry) => {
      const link = entry.isSymbolicLink();
      const kind = link ? await stat(join(folder, entry.name)).catch(() => entry) : entry;
      return { name: entry.name, isFile: kind.isFile(), isFolder: kind.isDirectory() };
    }),
  );
}

function officesOf(entries: readonly Entry[]): string[] {
  const folders = entries.filter((entry) => entry.isFolder).map(({ name }) => name);
  return folders.filter((name) => nameOf(name, isOfficeId) !== undefined);
}

function agentsOf(entries: readonly Entry[]): string[] {
  return entries
    .filter((entry) => entry.isFile && entry.name.endsWith(SUFFIX))
    .flatMap((entry) => nameOf(basename(entry.name, SUFFIX), isAgentName) ?? []);
}

/** The file names of an office or agent: ours, and that of earlier clients where it differs. */
function namesOf(name: string): string[] {
  return [...new Set([toFileName(name), name])];
}

/** The office or agent of a file name; `undefined` when there is none. */
function nameOf(fileName: string, isName: (name: string) => boolean): string | undefined {
  return [fromFileName(fileName), fileName].find((name) => name !== undefined && isName(name));
}

async function firstExisting(paths: readonly string[]): Promise<string> {
  const [first = '', ...others] = paths;
  if (others.length === 0) return first;
  for (const path of paths) if (await exists(path)) return path;
  return first;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (cause: unknown) => {
      if (errnoOf(cause) === 'ENOENT') return false;
      throw ioError('read', path, cause);
    },
  );
}
