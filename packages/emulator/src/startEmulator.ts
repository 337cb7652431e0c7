import { randomBytes } from 'node:crypto';
import { assertOptions, InvalidArgumentError, type OptionNames, traced } from '@mitosislabs/auth/errors';
import { AgentPool } from './agents/AgentPool.ts';
import { agentKey, createUser } from './control/accounts.ts';
import { createControl } from './control/createControl.ts';
import { FaultRules } from './control/faults/FaultRules.ts';
import { EmulatorLog } from './control/log/EmulatorLog.ts';
import { limitChanges } from './control/methods.ts';
import { StateControl } from './control/StateControl.ts';
import { checkSeed } from './control/seed/checkSeed.ts';
import { withSeedFile } from './control/seed/seedFiles.ts';
import { validArgument } from './control/validArguments.ts';
import { Clock } from './core/Clock.ts';
import { changeLimits, defaultLimits, type LimitChanges, type LimitSettings } from './core/LimitSettings.ts';
import type { Emulator } from './Emulator.ts';
import type { EmulatorOptions } from './EmulatorOptions.ts';
import { Platform } from './platform/Platform.ts';
import { Idempotency } from './server/idempotency.ts';
import { listen } from './server/listen.ts';
import { RequestRecords } from './server/RequestRecords.ts';
import { RouteIndex } from './server/RouteIndex.ts';
import { createSites, loadControlApp } from './sites.ts';
import { openDatabase } from './store/data/openDatabase.ts';

/** The first user. */
const SEEDED_EMAIL = 'dev@mitosis.test';

/** The names of the options. */
export const emulatorOptions: OptionNames<EmulatorOptions> = {
  port: true,
  dashboardPort: true,
  data: true,
  jwtSecret: true,
  initialCredits: true,
  readyAfterMs: true,
  hireLimit: true,
  prices: true,
  dialect: true,
  exec: true,
  brain: true,
  faults: true,
  idempotencyKeys: true,
  signInWithoutState: true,
  now: true,
  seed: true,
};

/**
 * Starts the platform on this machine, at 127.0.0.1: office-manager, dashboard and agents.
 *
 * @param options - Ports, storage, clock and the like; all have defaults.
 * @returns the running emulator.
 * @throws {@link InvalidArgumentError} when an option is invalid.
 * @throws {@link MitosisError} when a port is taken (`port_unavailable`), or the data folder is in use
 * (`data_in_use`), damaged (`data_damaged`), of a later version (`data_too_new`), or cannot be read (`data_unreadable`).
 *
 * @example
 * ```ts
 * import { startEmulator } from '@mitosislabs/emulator';
 *
 * const emulator = await startEmulator({ initialCredits: 50 });
 * const response = await fetch(`${emulator.endpoint}/api/v1/offices`, {
 *   headers: { Authorization: `Bearer ${emulator.apiKey}` },
 * });
 * console.log(await response.json()); // []
 * await emulator.close();
 * ```
 */
export function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return traced(start(options), new Error());
}

async function start(options: EmulatorOptions): Promise<Emulator> {
  assertOptions('options', options, emulatorOptions);
  const jwtSecret = options.jwtSecret ?? randomBytes(32).toString('hex');
  checkOptions(options, jwtSecret);
  // Before the data folder is made.
  const limits = limitsOf(options);
  if (options.seed !== undefined) checkSeed(options.seed);
  const { platform, first } = openDatabase(options.data, (database) => {
    const opened = new Platform(database, {
      jwtSecret,
      limits,
      dialect: options.dialect ?? 'both',
      exec: options.exec ?? true,
      clock: new Clock(options.now),
    });
    return { platform: opened, first: createUser(opened, SEEDED_EMAIL) };
  });
  const { db } = platform;
  const agents = new AgentPool(platform, options.brain);
  const idempotency = new Idempotency(platform, options.idempotencyKeys ?? true);
  const routes = new RouteIndex(platform);
  const controlToken = randomBytes(32).toString('base64url');
  const records = new RequestRecords();
  const log = new EmulatorLog(records, { platform, routes, secrets: [jwtSecret, controlToken] });
  const close: (() => Promise<void>)[] = [];
  const closeParts = async (): Promise<void> => {
    log.close();
    try {
      await agents.close();
    } finally {
      // Also when the brain, which is not ours, fails to close.
      await Promise.all(close.map((end) => end()));
      platform.settings.clock.close();
      db.close();
    }
  };
  let closed: Promise<void> | undefined;
  const closeAll = (): Promise<void> => {
    closed ??= closeParts();
    return closed;
  };
  try {
    const state = new StateControl(platform, agents, first, options.seed);
    const faults = new FaultRules({ platform, routes, faults: options.faults });
    const control = createControl({ platform, state, log, faults, info: () => info });
    const sites = createSites(
      { platform, idempotency, routes },
      {
        suggestedEmail: SEEDED_EMAIL,
        signInWithoutState: options.signInWithoutState ?? false,
      },
    );
    const controlApp = () =>
      loadControlApp({ control, controlToken, platform, sites, userId: () => state.user.id });
    const { clock } = platform.settings;
    const serving = { clock, faults, controlApp, records };
    const manager = await listen(sites['office-manager'], options.port ?? 0, serving);
    close.push(manager.close);
    const dashboard = await listen(sites.dashboard, options.dashboardPort ?? 0, serving);
    close.push(dashboard.close);
    // The emulator's own agents use a port of their own: faults are for the clients under test.
    const internal = agents.runsAgents ? await listen(sites['office-manager'], 0, { clock }) : manager;
    close.push(internal.close);
    agents.start(`http://127.0.0.1:${internal.port}`);
    const info = {
      endpoint: `http://127.0.0.1:${manager.port}`,
      dashboardEndpoint: `http://127.0.0.1:${dashboard.port}`,
      apiKey: first.apiKey,
      get user() {
        return state.user;
      },
      jwtSecret,
    };
    const emulator = {
      ...info,
      control,
      controlToken,
      createUser: (email: string) => createUser(platform, email),
      agentKey: (officeId: string, name: string) => agentKey(platform, officeId, name),
      close: closeAll,
    };
    // An import can replace the first user: the spread above has read it once.
    Object.defineProperties(emulator, {
      user: { get: () => state.user, enumerable: true },
      seeded: { get: () => state.seeded, enumerable: true },
    });
    // Node 18 does not have the symbol in all its versions.
    if (Symbol.asyncDispose) Object.defineProperty(emulator, Symbol.asyncDispose, { value: closeAll });
    return emulator as Emulator;
  } catch (error) {
    // The first error says what is wrong.
    await closeAll().catch(() => undefined);
    throw await withSeedFile(options.seed, error);
  }
}

function checkOptions(options: EmulatorOptions, jwtSecret: string): void {
  for (const name of ['port', 'dashboardPort'] as const) {
    const port = options[name] ?? 0;
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new InvalidArgumentError(`options.${name}`, 'must be a port: a whole number from 0 to 65535');
    }
  }
  if (typeof jwtSecret !== 'string' || Buffer.byteLength(jwtSecret) < 32) {
    throw new InvalidArgumentError('options.jwtSecret', 'must be a text of at least 32 bytes');
  }
  if (!['both', 'conversations', 'messages'].includes(options.dialect ?? 'both')) {
    throw new InvalidArgumentError('options.dialect', 'must be both, conversations or messages');
  }
}

function limitsOf({ initialCredits, readyAfterMs, hireLimit, prices }: EmulatorOptions): LimitSettings {
  const limits = defaultLimits();
  changeLimits(
    limits,
    validArgument('options', limitChanges, {
      initialCredits,
      readyAfterMs,
      hireLimit,
      prices,
    }) as LimitChanges,
  );
  return limits;
}
