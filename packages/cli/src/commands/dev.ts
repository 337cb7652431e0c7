import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Emulator } from '@mitosislabs/emulator';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../client/connect.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { wholeNumber } from '../command/numbers.ts';
import { addHint } from '../errors/hints.ts';
import { UsageError } from '../errors/UsageError.ts';
import { whileShown } from '../output/progress.ts';

const DEFAULT_PORT = 8080;
const DEFAULT_DASHBOARD_PORT = 3000;
const PORTS = { max: 65_535 };

/** `mi dev` */
export class Dev extends MiCommand {
  static override usage = Command.Usage({
    description: 'Run the platform on this machine. Ctrl-C ends it.',
    details: `Starts an emulator on 127.0.0.1: the API, the dashboard, and agents that answer and work. Its data is in
memory and is lost when it stops, unless --data names a folder.
With --json it prints one line: endpoint, dashboardEndpoint, apiKey, email, controlToken.

While it runs, the commands below control it. They find it by a file that only you can read.

With --record it is a proxy in front of a live platform instead, and records requests and answers without keys, tokens and
secrets. With --replay it serves such a file; any key is accepted.`,
    examples: [
      ['On the usual ports', 'mi dev'],
      ['On free ones, and keep the data', 'mi dev --port 0 --dashboard-port 0 --data ./data'],
      ['With offices, agents and tasks', 'mi dev --seed office.yaml'],
      ['Record a platform', 'mi dev --record platform.jsonl --upstream https://m.example.com'],
      ['Serve the recording', 'mi dev --replay platform.jsonl'],
    ],
  });

  port = Option.String('--port', {
    description: `the API's port, 0 for a free one; default: ${DEFAULT_PORT}`,
  });
  dashboardPort = Option.String('--dashboard-port', {
    description: `the dashboard's port, 0 for a free one; default: ${DEFAULT_DASHBOARD_PORT}`,
  });
  data = Option.String('--data', { description: 'the folder to keep the data in' });
  seed = Option.String('--seed', { description: 'create what this JSON or YAML file names' });
  ignoreKeys = Option.Boolean('--ignore-idempotency-keys', false, {
    description: 'ignore Idempotency-Key, to test clients',
  });
  withoutState = Option.Boolean('--sign-in-without-state', false, {
    description: 'accept sign-ins without a state, from older clients',
  });
  record = Option.String('--record', { description: 'record a live platform in this new file' });
  upstream = Option.String('--upstream', { description: 'the API of the platform to record' });
  upstreamDashboard = Option.String('--upstream-dashboard', {
    description: "its dashboard; default: the API's",
  });
  replay = Option.String('--replay', { description: 'serve this recording' });

  async execute(): Promise<void> {
    const port = wholeNumber('--port', this.port, PORTS) ?? DEFAULT_PORT;
    const dashboardPort =
      wholeNumber('--dashboard-port', this.dashboardPort, PORTS) ?? DEFAULT_DASHBOARD_PORT;
    if (port !== 0 && port === dashboardPort)
      throw new UsageError(`--port and --dashboard-port are both ${port}`, { hint: 'Name two ports.' });
    this.#requirePaths();
    if (await this.#recording({ port, dashboardPort })) return;
    const data = this.data === undefined ? undefined : resolve(this.data);
    const { readSeedFile, startEmulator } = await import('@mitosislabs/emulator');
    // Before anything is written.
    const seed = this.seed === undefined ? undefined : await readSeedFile(resolve(this.seed));
    const { isNative } = await import('../dev/Sqlite.ts');
    const { lockData } = await import('../dev/lockData.ts');
    const lock = data === undefined || isNative ? undefined : await lockData(data);
    const starting = startEmulator({
      port,
      dashboardPort,
      idempotencyKeys: !this.ignoreKeys,
      signInWithoutState: this.withoutState,
      ...(data !== undefined && { data }),
      ...(seed && { seed }),
    });
    const emulator = await whileShown(this.context, 'starting the platform', starting).catch(
      async (error: unknown) => {
        await lock?.release();
        if (Reflect.get(Object(error), 'code') === 'port_unavailable') {
          addHint(error, 'To use free ports: mi dev --port 0 --dashboard-port 0');
        }
        throw error;
      },
    );
    const { endpoint, dashboardEndpoint, apiKey, user, controlToken } = emulator;
    const forget = await this.#remember(emulator);
    try {
      if (this.json) this.out.line({ endpoint, dashboardEndpoint, apiKey, email: user.email, controlToken });
      else this.out.text(await banner(emulator, this.data, this.context.env), undefined);
      const { signal } = this.context;
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await endAll([() => forget?.(), () => emulator.close(), () => lock?.release()]);
    }
  }

  /** Refuses empty paths, as of a variable that is not set: they would name the current folder. */
  #requirePaths(): void {
    const { data, seed, record, replay } = this;
    for (const [name, path] of Object.entries({ data, seed, record, replay })) {
      if (path?.trim() === '') throw new UsageError(`--${name} is empty`, { hint: 'Name a path.' });
    }
  }

  /** Records or replays, if the options ask for it. */
  async #recording(ports: { port: number; dashboardPort: number }): Promise<boolean> {
    const { record, replay, upstream, upstreamDashboard } = this;
    if ([record, replay, upstream, upstreamDashboard].every((value) => value === undefined)) return false;
    const others = [
      ...(this.data === undefined ? [] : ['--data']),
      ...(this.seed === undefined ? [] : ['--seed']),
      ...(this.ignoreKeys ? ['--ignore-idempotency-keys'] : []),
      ...(this.withoutState ? ['--sign-in-without-state'] : []),
    ];
    const { runRecording } = await import('../dev/runRecording.ts');
    const flags = { record, replay, upstream, upstreamDashboard, others };
    return runRecording(flags, ports, this.context, this.out);
  }

  /** Lets other commands find the emulator. It runs also where there is no home folder. */
  async #remember(emulator: Emulator): Promise<(() => Promise<void>) | undefined> {
    const { rememberEmulator, TOKEN_VARIABLE } = await import('../client/runningEmulators.ts');
    try {
      return await rememberEmulator(keystoreOf(this.context, this.profile).basePath, emulator);
    } catch (error) {
      this.out.note(
        `note: commands such as \`mi dev log\` need --endpoint and ${TOKEN_VARIABLE} here: ${(error as Error).message}`,
      );
      return undefined;
    }
  }
}

/** Runs every step, also after one that fails. Throws the first error. */
async function endAll(steps: readonly (() => Promise<void> | undefined)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function banner(
  { endpoint, dashboardEndpoint, apiKey, controlToken }: Emulator,
  data: string | undefined,
  env: Record<string, string | undefined>,
): Promise<string> {
  const { startingWords } = await import('../terminal/message.ts');
  const mi = startingWords(env);
  const { dashboardEndpointFor } = await import('@mitosislabs/transport');
  const derived = dashboardEndpointFor(endpoint) === dashboardEndpoint;
  return `The platform runs on this machine.

  API        ${endpoint}
  dashboard  ${dashboardEndpoint}/#token=${controlToken}
  API key    ${apiKey}
  data       ${data === undefined ? 'in memory; --data <dir> keeps it' : resolve(data)}

To sign in, type this in another terminal:

  echo ${apiKey} | ${mi} login --endpoint ${endpoint}${derived ? '' : ` --dashboard ${dashboardEndpoint}`} --token -

Ctrl-C stops the platform.`;
}
