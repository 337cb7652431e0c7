import { randomBytes } from 'node:crypto';
import { contract } from '@mitosislabs/api/contract';
import {
  assertOptions,
  InvalidArgumentError,
  MitosisError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import { startEmulator } from '../startEmulator.ts';
import type { ConformanceReport } from './Report.ts';
import { buildReport } from './report/buildReport.ts';
import { field, isSuccess, Session } from './Session.ts';
import { hireAgent, tryAgent, tryLifecycle, tryRoles } from './script/agent.ts';
import { readCharges, readPrice, tryHireLimit } from './script/charges.ts';
import { tryMessages, tryStream } from './script/messages.ts';
import { tryOffice, tryVariables } from './script/office.ts';
import { readOffice, readThings } from './script/reads.ts';
import { tryUnknown, tryWithoutCredentials } from './script/refusals.ts';
import { tryBodies, tryCredentials, tryIdempotency, trySignatures } from './script/rules.ts';
import { tryFiles, tryTasks } from './script/work.ts';
import { sweep } from './sweep.ts';
import { Target } from './Target.ts';

/** Options for a conformance check. */
export interface ConformanceOptions {
  /** The office-manager of the platform. */
  endpoint: string;
  /** The dashboard. Default: the endpoint. */
  dashboardEndpoint?: string;
  /** An API key. */
  apiKey: string;
  /** The JWT secret of first-party services, to try their tokens. Default: they are not tried. */
  jwtSecret?: string;
  /**
   * The id of an office in which things may be created, changed and deleted. The run hires agents there, which costs
   * credits. Default: none; the run only reads.
   */
  office?: string;
  /** Whether to try limits that take thousands of requests. Default: false. */
  thorough?: boolean;
  /** Interrupts the run. It removes its agents, files and the like first. */
  signal?: AbortSignal;
  /** Called with each step, in a few words. */
  onProgress?: (step: string) => void;
}

const optionNames: OptionNames<ConformanceOptions> = {
  endpoint: true,
  dashboardEndpoint: true,
  apiKey: true,
  jwtSecret: true,
  office: true,
  thorough: true,
  signal: true,
  onProgress: true,
};

/** The time limit for removing the things of a run, in ms. */
const CLEAN_UP_MS = 120_000;

/**
 * Checks whether a platform behaves as the contract and the emulator say. It sends the same requests to the platform and to
 * an emulator in this process, and compares the answers. Without `office` it only reads.
 *
 * With `office` it hires agents and makes things in that office, whose names begin with `mi-conformance-`, and removes them
 * at the end, also after failures and interruptions. It does not touch anything else.
 *
 * @returns the report: each assumption, each operation, and each behavior.
 * @throws {@link InvalidArgumentError} when an option is invalid.
 * @throws {@link MitosisError} `platform_unusable` when the platform does not answer, does not accept the key, or does not
 *   have the office.
 *
 * @example
 * ```ts
 * import { startEmulator } from '@mitosislabs/emulator';
 * import { runConformance } from '@mitosislabs/emulator/conformance';
 *
 * const { endpoint, dashboardEndpoint, apiKey, close } = await startEmulator();
 * const { summary } = await runConformance({ endpoint, dashboardEndpoint, apiKey });
 * console.log(summary.differs); // 0
 * await close();
 * ```
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  assertOptions('options', options, optionNames);
  const { endpoint, dashboardEndpoint = endpoint, apiKey, jwtSecret, office, thorough = false } = options;
  for (const [name, value] of Object.entries({ endpoint, dashboardEndpoint })) {
    if (!isWebAddress(value))
      throw new InvalidArgumentError(`options.${name}`, 'must be a URL of http or https');
  }
  if (typeof apiKey !== 'string' || apiKey === '')
    throw new InvalidArgumentError('options.apiKey', 'must be a text');
  const startedAt = new Date();
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(options.signal?.reason);
  if (options.signal?.aborted) interrupt();
  options.signal?.addEventListener('abort', interrupt);
  const { signal } = controller;
  const progress = options.onProgress ?? (() => {});
  const live = new Target({ endpoint, dashboardEndpoint, apiKey, jwtSecret, isModel: false, signal });
  const emulator = await startEmulator({ brain: 'none', ...(jwtSecret !== undefined && { jwtSecret }) });
  try {
    const model = new Target({ ...emulator, jwtSecret, isModel: true, signal });
    const officeId = await officeOf(live, office);
    const modelOffice = await model.call(contract.offices.create, {
      body: { name: 'model' },
      compare: 'nothing',
    });
    const common = { thorough, isScratch: office !== undefined };
    const sessions = [
      new Session({
        target: model,
        officeId: String(field(modelOffice, 'id')),
        runName: newName(),
        progress: () => {},
        thorough,
      }),
      new Session({ target: live, officeId: officeId ?? 'none', runName: newName(), progress, thorough }),
    ] as const;
    const runs = sessions.map((session) =>
      runScript(session, { ...common, hasOffice: session !== sessions[1] || officeId !== undefined }),
    );
    const [, leftovers = []] = await Promise.all(runs);
    return buildReport({
      model: sessions[0],
      live: sessions[1],
      startedAt,
      mode: office === undefined ? 'read-only' : 'scratch',
      office: officeId,
      interrupted: signal.aborted,
      leftovers,
    });
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
    await emulator.close();
  }
}

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

/** A name for all that a run makes. Both runs have names of the same length. */
function newName(): string {
  return `mi-conformance-${randomBytes(4).toString('hex')}`;
}

/** Finds the office to use: the scratch office, or the first one, to read. */
async function officeOf(live: Target, office: string | undefined): Promise<string | undefined> {
  const { list, get } = contract.offices;
  const reply = await (office === undefined
    ? live.call(list, { compare: 'nothing' })
    : live.call(get, { params: { officeId: office }, compare: 'nothing' }));
  if (isSuccess(reply))
    return String(field(reply, ...(office === undefined ? [0, 'id'] : ['id'])) ?? office ?? '') || undefined;
  const what = office === undefined ? 'the list of offices' : `the office ${office}`;
  const answer = reply.status === 0 ? reply.text : `status ${reply.status}`;
  throw new MitosisError(`The platform does not give ${what}: ${answer}.`, {
    code: 'platform_unusable',
    hint: 'Check the endpoint, the key, and the id of the office.',
  });
}

interface Mode {
  readonly isScratch: boolean;
  readonly hasOffice: boolean;
}

/**
 * Runs the script, and removes what it made.
 *
 * @returns the things that are still there.
 */
async function runScript(session: Session, { isScratch, hasOffice }: Mode): Promise<string[]> {
  try {
    await tryCredentials(session);
    await tryWithoutCredentials(session, !isScratch);
    if (hasOffice) {
      await readOffice(session);
      if (!isScratch) await readThings(session);
    }
    if (isScratch) await tryEverything(session);
  } catch (error) {
    if (!session.target.signal.aborted) throw error;
  } finally {
    if (isScratch) session.target.signal = AbortSignal.timeout(CLEAN_UP_MS);
  }
  return isScratch ? [...(await sweep(session)), ...session.stays] : [];
}

/** Tries everything in the scratch office. */
async function tryEverything(session: Session): Promise<void> {
  await tryUnknown(session);
  await hireAgent(session);
  await readPrice(session, 'hire');
  await trySignatures(session);
  await tryAgent(session);
  await tryTasks(session);
  await readPrice(session, 'task');
  await tryFiles(session);
  await tryMessages(session);
  await readPrice(session, 'message');
  await tryStream(session);
  await tryVariables(session);
  await tryOffice(session);
  await tryRoles(session);
  await tryIdempotency(session);
  await tryBodies(session);
  await readCharges(session);
  await tryHireLimit(session);
  await tryLifecycle(session);
}
