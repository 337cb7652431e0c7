import { createHash, randomBytes } from 'node:crypto';
import { constants, type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { WireResponse } from '@mitosislabs/transport';

/** The part files that this process writes now. */
const active = new Set<string>();

/**
 * The file of a download that is not complete, beside its target. Its name says which version of which file it begins, and
 * which process writes it: `report.pdf.1a2b3c4d.k3x-5e6f7a8b.part`. So a later run continues only the right bytes, and never
 * a file that another process still writes.
 */
export class PartFile {
  readonly file: FileHandle;
  /** The number of bytes in the file. */
  loaded: number;
  /** The size of the whole file in bytes, if the server said it. */
  total: number | undefined;
  readonly #target: string;
  readonly #source: string | undefined;
  #path: string;
  #version: string | undefined;

  private constructor(target: string, source: string | undefined, begun: Begun) {
    this.#target = target;
    this.#source = source;
    this.#path = begun.path;
    this.#version = begun.version;
    this.file = begun.file;
    this.loaded = begun.loaded;
    this.total = begun.total;
    active.add(begun.path);
  }

  /**
   * Opens the part file for a response: the one of an earlier run that began the same version, else a new one. The umask
   * decides the permissions, as in other download programs. Deletes what earlier runs began of other versions.
   *
   * @param target - The path of the complete file.
   * @param source - The address of the file, for downloads that later runs may continue; `undefined`: this one is not.
   */
  static async open(target: string, source: string | undefined, response: WireResponse): Promise<PartFile> {
    const version = versionOf(source, response);
    const total = totalOf(response);
    const path = partPath(target, version);
    const found = source === undefined ? undefined : await claim(target, version, path);
    if (found) return new PartFile(target, source, { ...found, path, version, total });
    return new PartFile(target, source, { file: await open(path, 'wx'), loaded: 0, path, version, total });
  }

  /** The path of the file. */
  get path(): string {
    return this.#path;
  }

  /** Empties the file for a response with the whole file, perhaps another version of it. */
  async restart(response: WireResponse): Promise<void> {
    const version = versionOf(this.#source, response);
    if (version !== this.#version) {
      // First the name: bytes of one version must not have the name of another one, even if the process is killed now.
      const path = partPath(this.#target, version);
      await rename(this.#path, path);
      active.add(path);
      active.delete(this.#path);
      this.#path = path;
      this.#version = version;
    }
    await this.file.truncate(0);
    this.loaded = 0;
    this.total = totalOf(response);
  }

  /**
   * Closes the file. Afterwards other runs may continue it.
   *
   * @param mayContinue - Whether its bytes are right. It is kept only then, and if a later run can know its version.
   */
  async close(mayContinue: boolean): Promise<void> {
    await this.file.close();
    if (!mayContinue || this.#version === undefined || this.loaded === 0)
      await rm(this.#path, { force: true });
    active.delete(this.#path);
  }
}

interface Begun {
  readonly file: FileHandle;
  readonly path: string;
  readonly version: string | undefined;
  readonly loaded: number;
  readonly total: number | undefined;
}

/** Returns the size of a file in bytes. The announced length of a compressed body is that of the compressed bytes. */
function totalOf({ headers }: WireResponse): number | undefined {
  const length = headers['content-encoding'] === undefined ? headers['content-length'] : undefined;
  return length === undefined ? undefined : Number(length);
}

/** Returns the name of a version: a hash of the file's address, its validator and its size. */
function versionOf(source: string | undefined, response: WireResponse): string | undefined {
  const validator = validatorOf(response);
  if (source === undefined || validator === undefined) return undefined;
  const identity = JSON.stringify([source, validator, totalOf(response)]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 8);
}

/**
 * Returns a new path. Short: some names are nearly as long as file systems allow. Random: processes in
 * containers that share a folder have the same number.
 */
function partPath(target: string, version: string | undefined): string {
  const name = randomBytes(4).toString('hex');
  return `${target}.${version === undefined ? name : `${version}.${process.pid.toString(36)}-${name}`}.part`;
}

/** Takes over the part file of this version that no process writes any more, under a new path. Deletes those of other versions. */
async function claim(
  target: string,
  version: string | undefined,
  path: string,
): Promise<Pick<Begun, 'file' | 'loaded'> | undefined> {
  let found: Pick<Begun, 'file' | 'loaded'> | undefined;
  for (const left of await leftParts(target)) {
    if (found || left.version !== version) {
      await rm(left.path, { force: true });
      continue;
    }
    try {
      // Only one process can rename it.
      await rename(left.path, path);
      const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
      found = { file, loaded: (await file.stat()).size };
    } catch {
      // Another process was faster.
    }
  }
  return found;
}

/** Lists the part files of a target that no process writes. Ignores those that other users could have put there. */
async function leftParts(target: string): Promise<{ path: string; version: string }[]> {
  const folder = dirname(target);
  const start = `${basename(target)}.`;
  const parts: { path: string; version: string }[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [, version, pid] =
      (name.startsWith(start) &&
        /^([\da-f]{8})\.([\da-z]+)-[\da-z]+\.part$/.exec(name.slice(start.length))) ||
      [];
    if (version === undefined || pid === undefined) continue;
    const path = join(folder, name);
    if (!isWritten(path, Number.parseInt(pid, 36)) && (await isOwn(path))) parts.push({ path, version });
  }
  return parts;
}

/** Whether a process still writes a part file. */
function isWritten(path: string, pid: number): boolean {
  // A number that is used again, as is usual in containers.
  if (pid === process.pid) return active.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isOwn(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  const user = process.geteuid?.();
  return found?.isFile() === true && found.nlink === 1 && (user === undefined || found.uid === user);
}

/**
 * Returns the `ETag` or `Last-Modified` that identifies the bytes of a whole file, for `If-Range`; `undefined` if the server
 * sends none that can (RFC 9110, sections 8.8.2.2 and 13.1.5), or the body is not the whole file as it is stored.
 */
export function validatorOf({ status, headers }: WireResponse): string | undefined {
  const { etag, 'last-modified': modified, date } = headers;
  if (status !== 200 || headers['content-encoding'] !== undefined) return undefined;
  // A weak tag may stand for other bytes.
  if (etag !== undefined) return /^"[^"]*"$/.test(etag) ? etag : undefined;
  // A file that was written in the second of the response may be written in that second again.
  const age = Date.parse(date ?? '') - Date.parse(modified ?? '');
  return age >= 1_000 ? modified : undefined;
}

/**
 * Returns the size of the whole file in bytes if a response is exactly the part that is missing, of the same version;
 * otherwise `undefined`.
 *
 * @param begun - The `ETag` or `Last-Modified` of this version, the bytes that are there, and the size if it is known.
 */
export function sizeIfRest(
  { status, headers }: WireResponse,
  begun: { validator: string; loaded: number; total: number | undefined },
): number | undefined {
  const { validator, loaded, total } = begun;
  const same = validator.startsWith('"') ? headers['etag'] : headers['last-modified'];
  if (status !== 206 || headers['content-encoding'] !== undefined || same !== validator) return undefined;
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/
    .exec(headers['content-range'] ?? '')
    ?.slice(1)
    .map(Number);
  const [first, last = Number.NaN, size] = range ?? [];
  if (first !== loaded || size !== last + 1) return undefined;
  return total === undefined || total === size ? size : undefined;
}
