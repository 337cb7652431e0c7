import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Requests start no services, so that no prompt opens on the screen of the developer. */
const BUS = (
  socket: string,
) => `<busconfig><type>session</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="false"/><allow own="*"/></policy></busconfig>`;

/** A real secret service, GNOME Keyring's, on a bus of its own; this process and its children ask that one. */
export class SecretService {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #address: string | undefined;
  #bus: ChildProcess | undefined;
  #daemon: ChildProcess | undefined;

  static async start(): Promise<SecretService> {
    const service = new SecretService(await mkdtemp(join(tmpdir(), 'secrets-')));
    await service.#startBus();
    await service.unlocked();
    return service;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.#address = process.env['DBUS_SESSION_BUS_ADDRESS'];
    const address = `unix:path=${join(folder, 'bus')}`;
    this.#env = {
      PATH: process.env['PATH'],
      DBUS_SESSION_BUS_ADDRESS: address,
      HOME: folder,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
    };
    process.env['DBUS_SESSION_BUS_ADDRESS'] = address;
  }

  /** Restarts the service unlocked, so that keys can be read and stored. */
  async unlocked(): Promise<void> {
    await this.#restart(['--unlock'], 'a password');
  }

  /** Restarts the service locked, as before the user has typed the password. */
  async locked(): Promise<void> {
    await this.#restart([]);
  }

  /** Ends the service: the bus is still there, but no service answers on it. */
  async absent(): Promise<void> {
    await end(this.#daemon);
  }

  async close(): Promise<void> {
    await end(this.#daemon);
    await end(this.#bus);
    if (this.#address === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = this.#address;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startBus(): Promise<void> {
    const config = join(this.#folder, 'bus.conf');
    await writeFile(config, BUS(join(this.#folder, 'bus')));
    for (const path of ['data', 'run']) await mkdir(join(this.#folder, path), { mode: 0o700 });
    this.#bus = await this.#run('dbus-daemon', [`--config-file=${config}`, '--nofork']);
    await until(() => this.#asks('org.freedesktop.DBus', 'ListNames'));
  }

  async #restart(options: readonly string[], password?: string): Promise<void> {
    await end(this.#daemon);
    const args = ['--foreground', '--components=secrets', ...options];
    this.#daemon = await this.#run('gnome-keyring-daemon', args);
    this.#daemon.stdin?.end(password);
    await until(async () => (await this.#asks('org.freedesktop.DBus', 'ListNames')).includes('.secrets"'));
  }

  async #asks(destination: string, method: string): Promise<string> {
    const args = ['--session', '--print-reply', `--dest=${destination}`, '/', `${destination}.${method}`];
    return (await promisify(execFile)('dbus-send', args, { env: this.#env })).stdout;
  }

  async #run(command: string, args: readonly string[]): Promise<ChildProcess> {
    const child = spawn(command, args, { env: this.#env, stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      await once(child, 'spawn');
      return child;
    } catch (cause) {
      throw new Error(
        'This test asks a keychain, and needs one: apt-get install gnome-keyring dbus-daemon dbus-bin',
        {
          cause,
        },
      );
    }
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill('SIGKILL');
  await closed;
}

async function until(check: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    if (await check().catch(() => false)) return;
    if (tries === 200) throw new Error('The secret service did not start.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
