import { mkdir, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasEnded, newToken, parseToken, writeAtomically } from '@mitosislabs/auth/nodeFiles';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';

/** Where an emulator is, and the token that controls it. */
export interface RunningEmulator {
  /** The office-manager. */
  readonly endpoint: string;
  /** The dashboard. */
  readonly dashboardEndpoint: string;
  /** The control token. */
  readonly controlToken: string;
}

/** A running emulator as its file has it. */
interface StoredEmulator extends RunningEmulator {
  /** Identifies the process. */
  readonly process: string;
}

/** How a command names an emulator. */
interface Choice {
  /** A port of the emulator. */
  readonly port?: number | undefined;
  /** An address of the emulator. */
  readonly endpoint?: string | undefined;
  /** The control token, from the environment. */
  readonly token?: string | undefined;
}

/** The variable with the control token of an emulator that another user or another machine started. */
export const TOKEN_VARIABLE = 'MI_DEV_TOKEN';

/**
 * Stores the address and the token of an emulator, for the commands of the same user: in a file that only this user can read.
 *
 * @param home - The folder of keys and settings.
 * @returns a function that removes the file.
 */
export async function rememberEmulator(
  home: string,
  emulator: RunningEmulator,
): Promise<() => Promise<void>> {
  const folder = join(home, 'emulators');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { endpoint, dashboardEndpoint, controlToken } = emulator;
  const file = join(folder, `${new URL(endpoint).port}.json`);
  const stored: StoredEmulator = { endpoint, dashboardEndpoint, controlToken, process: newToken() };
  await writeAtomically(file, `${JSON.stringify(stored)}\n`, { overwrite: true });
  return async () => {
    // Another emulator may have taken the port, and the file.
    if ((await readStored(file))?.controlToken === controlToken) await rm(file, { force: true });
    // Not empty while other emulators run.
    await rmdir(folder).catch(() => undefined);
  };
}

/**
 * Finds the emulator that a command is about: the one that is named, or the only one that runs.
 *
 * @param home - The folder of keys and settings.
 * @throws {@link CliError} `no_emulator` when none runs there, {@link UsageError} when several run and none is named.
 */
export async function findEmulator(
  home: string,
  choice: Choice,
): Promise<{ endpoint: string; token: string }> {
  const { port, endpoint, token } = choice;
  const named = port === undefined ? endpoint : `http://127.0.0.1:${port}`;
  if (token && named !== undefined) return { endpoint: named, token };
  const running = await runningEmulators(home);
  const found = named === undefined ? running : running.filter((emulator) => isAt(emulator, named));
  const [only, ...others] = found;
  if (only && others.length > 0) {
    const ports = found.map((emulator) => new URL(emulator.endpoint).port).join(', ');
    throw new UsageError(`${found.length} emulators run: name one with --port`, {
      hint: `Their ports are ${ports}.`,
    });
  }
  if (only) return { endpoint: only.endpoint, token: only.controlToken };
  throw new CliError(
    named === undefined ? 'no emulator of yours runs' : `no emulator of yours runs at ${named}`,
    {
      code: 'no_emulator',
      exitCode: ExitCode.unreachable,
      hint:
        named === undefined || running.length === 0
          ? `Start one with \`mi dev\`. For one that another program started, pass --endpoint, and its control token in ${TOKEN_VARIABLE}.`
          : `\`mi dev\` runs at ${running.map((emulator) => emulator.endpoint).join(', ')}.`,
    },
  );
}

/** Lists the emulators of this user that run. Removes the files of those that were killed. */
async function runningEmulators(home: string): Promise<StoredEmulator[]> {
  const folder = join(home, 'emulators');
  const names = await readdir(folder).catch(() => []);
  const running: StoredEmulator[] = [];
  for (const name of names.sort()) {
    if (!/^\d+\.json$/.test(name)) continue;
    const file = join(folder, name);
    // A pipe would never end, and a folder cannot be removed as a file.
    if (!(await isFile(file))) continue;
    const stored = await readStored(file);
    const identity = stored && parseToken(stored.process);
    if (stored && identity && !hasEnded(identity)) running.push(stored);
    else await rm(file, { force: true });
  }
  return running;
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() ?? false;
}

/** Reads the file of an emulator; `undefined` when it is not one. */
async function readStored(file: string): Promise<StoredEmulator | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return undefined;
  if (process.platform !== 'win32' && ((found.mode & 0o077) !== 0 || found.uid !== process.getuid?.())) {
    throw new CliError(`${file} is not private: other users of this machine may have read or written it`, {
      code: 'unsafe_file',
      hint: `Remove it, and start \`mi dev\` again: rm ${file}`,
    });
  }
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
    const { endpoint, dashboardEndpoint, controlToken, process: token } = stored;
    const texts = [endpoint, dashboardEndpoint, controlToken, token];
    if (!texts.every((text) => typeof text === 'string')) return undefined;
    return stored as unknown as StoredEmulator;
  } catch {
    return undefined;
  }
}

/** Whether an address is one of an emulator's two hosts, by any name of this machine. */
function isAt({ endpoint, dashboardEndpoint }: RunningEmulator, named: string): boolean {
  const wanted = portOf(named);
  return wanted !== undefined && [endpoint, dashboardEndpoint].some((own) => portOf(own) === wanted);
}

function portOf(address: string): string | undefined {
  try {
    const { hostname, port } = new URL(address);
    return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? port : undefined;
  } catch {
    return undefined;
  }
}
