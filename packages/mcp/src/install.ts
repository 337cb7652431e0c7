import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import {
  assertOptions,
  InvalidArgumentError,
  MitosisError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import { acquireLock } from '@mitosislabs/auth/nodeFiles';
import { configOf, type Machine, MCP_CLIENTS, type MCPClient } from './install/clients.ts';
import { withServer } from './install/configText.ts';

export { type Machine, MCP_CLIENTS, type MCPClient };

/** How long to wait for another install, in ms. One that hangs loses the lock after 10 s of a wait. */
const LOCK_WAIT_MS = 15_000;

/** Options of {@link installServer} and {@link uninstallServer}. */
export interface InstallOptions {
  /** The client. */
  client: MCPClient;
  /** The name of the server in the client's configuration. Default: `mitosis`. */
  name?: string | undefined;
  /** Options of the server, such as `--read-only`. Default: none. */
  args?: readonly string[] | undefined;
  /** Environment variables of the server. They are written as they are: a key among them can be read by other programs. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Called before anything is written; `false` writes nothing. */
  confirm: (change: ConfigChange) => boolean | Promise<boolean>;
  /** The machine of the client. Default: this one. */
  machine?: Partial<Machine> | undefined;
}

/** A change to the configuration of a client. */
export interface ConfigChange {
  /** The client, for people: `Claude Desktop`. */
  readonly title: string;
  /** The file. */
  readonly file: string;
  /** Whether the file is new. */
  readonly isNew: boolean;
  /** The server as it will be written, as JSON; `undefined` if it is removed. */
  readonly server: string | undefined;
}

/** The result of {@link installServer} and {@link uninstallServer}. */
export interface InstallResult extends ConfigChange {
  /** `written`; `unchanged` if the configuration was already so; `declined`. */
  readonly outcome: 'written' | 'unchanged' | 'declined';
  /** The copy of the file as it was before, if there was one. */
  readonly backup: string | undefined;
}

const installOptions: OptionNames<InstallOptions> = {
  client: true,
  name: true,
  args: true,
  env: true,
  confirm: true,
  machine: true,
};

/**
 * Adds the server to the configuration of a client, in the place that the client documents. Keeps a copy of the file,
 * and everything else in it. Writes no key, unless `env` has one.
 *
 * @param options - The client, the options of the server, and a function that agrees to the change.
 * @returns the file, its backup, and whether it was written.
 * @throws {@link MitosisError} `config_broken` if the file is not a configuration, `config_changed` if another program has
 * changed it meanwhile, `config_unwritable`. Nothing was written then.
 *
 * @example
 * ```ts
 * import { installServer } from '@mitosislabs/mcp/install';
 *
 * const { file, backup } = await installServer({ client: 'cursor', args: ['--read-only'], confirm: () => true });
 * console.log(file, backup);
 * ```
 */
export async function installServer(options: InstallOptions): Promise<InstallResult> {
  return change(options, true);
}

/**
 * Removes the server from the configuration of a client. Keeps a copy of the file, and everything else in it.
 *
 * @param options - The client, and a function that agrees to the change.
 * @returns the file, its backup, and whether it was written.
 * @throws {@link MitosisError} as {@link installServer}.
 *
 * @example
 * ```ts
 * import { uninstallServer } from '@mitosislabs/mcp/install';
 *
 * await uninstallServer({ client: 'cursor', confirm: ({ file }) => file.endsWith('mcp.json') });
 * ```
 */
export async function uninstallServer(options: InstallOptions): Promise<InstallResult> {
  return change(options, false);
}

async function change(options: InstallOptions, isInstall: boolean): Promise<InstallResult> {
  assertOptions('options', options, installOptions);
  const { client, name = 'mitosis', args = [], env = {}, confirm } = options;
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw new InvalidArgumentError(
      'options.name',
      'must be letters, digits, - and _, and begin with a letter',
    );
  }
  const {
    platform = process.platform,
    home = homedir(),
    env: variables = process.env,
  } = options.machine ?? {};
  const { title, file: documented, field, extra } = configOf(client, { platform, home, env: variables });
  // People keep their settings in a folder of their own, behind a link.
  const file = await placeOf(documented);
  const before = await read(file);
  const server = isInstall
    ? { ...extra, ...commandFor(platform, args), ...(Object.keys(env).length > 0 && { env }) }
    : undefined;
  const after = withServer(before ?? '', { file, field, name }, server);
  const planned: ConfigChange = {
    title,
    file,
    isNew: before === undefined,
    server: server && JSON.stringify(server, null, 2),
  };
  if (after === (before ?? '')) return { ...planned, outcome: 'unchanged', backup: undefined };
  await assertWritable(file);
  if (!(await confirm(planned))) return { ...planned, outcome: 'declined', backup: undefined };
  const backup = await locked(file, async () => {
    if ((await read(file)) !== before) {
      throw new MitosisError(`${file} was changed by another program meanwhile.`, {
        code: 'config_changed',
        hint: 'Try again. Nothing was written.',
      });
    }
    const copy = before === undefined ? undefined : await backUp(file);
    await replace(file, after);
    return copy;
  });
  return { ...planned, outcome: 'written', backup };
}

/** Refuses a file that its owner has made read-only: replacing it needs only the permissions of the folder. */
async function assertWritable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found || found.mode & 0o200) return;
  throw new MitosisError(`${file} is read-only.`, {
    code: 'config_unwritable',
    hint: 'Make it writable, or change it where it is made. Nothing was written.',
  });
}

/** Changes a file while no other install does. */
async function locked<T>(file: string, change: () => Promise<T>): Promise<T> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const lock = await acquireLock(`${file}.lock`, { waitMs: LOCK_WAIT_MS });
    try {
      return await change();
    } finally {
      await lock.release();
    }
  } catch (cause) {
    if (MitosisError.isInstance(cause)) throw cause;
    throw new MitosisError(`${file} cannot be written: ${(cause as Error).message}.`, {
      code: 'config_unwritable',
      hint: 'Check the permissions of the folder. The file is as it was.',
      cause,
    });
  }
}

/** The file behind a link. It need not exist. */
async function placeOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const target = await readlink(file).catch(() => undefined);
    return target === undefined ? file : resolve(dirname(file), target);
  }
}

/** On Windows, `npx` is a script, which clients cannot start by itself. */
function commandFor(platform: string, args: readonly string[]): { command: string; args: string[] } {
  const npx = ['npx', '-y', '@mitosislabs/mcp', ...args];
  const [command = '', ...others] = platform === 'win32' ? ['cmd', '/c', ...npx] : npx;
  return { command, args: others };
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (Reflect.get(Object(cause), 'code') === 'ENOENT') return undefined;
    throw new MitosisError(`${file} cannot be read: ${(cause as Error).message}.`, {
      code: 'config_unwritable',
      hint: 'Check that it is a file, and its permissions.',
      cause,
    });
  }
}

/** Copies the file to a new name beside it. */
async function backUp(file: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  for (let attempt = 0; ; attempt++) {
    const backup = `${file}.backup-${stamp}${attempt === 0 ? '' : `-${attempt}`}`;
    try {
      await copyFile(file, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error;
    }
  }
}

/** Replaces a file as a whole, with its mode: a program that stops in between leaves the old one. */
async function replace(file: string, text: string): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0o600,
  );
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
