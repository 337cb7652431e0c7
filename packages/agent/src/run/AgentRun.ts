import { onAbort, sleep } from '@mitosislabs/auth/async';
import { agentAuthenticator } from '@mitosislabs/auth/authenticators';
import { type ClientConfig, type Middleware, Transport } from '@mitosislabs/transport';
import { within } from '../async/within.ts';
import type { Lease } from '../fleet/Lease.ts';
import { Progress } from '../memory/Progress.ts';
import { Colleagues } from '../messages/Colleagues.ts';
import { OfficeClient } from '../office/OfficeClient.ts';
import { watchEvents } from '../office/watchEvents.ts';
import { Presence } from './Presence.ts';
import type { RunOptions } from './RunOptions.ts';
import { type Definition, Workers } from './Workers.ts';

const BEAT_MS = 30_000;
const GRACE_MS = 2_000;
const POLL_MS = 10_000;
/** How many polls are skipped while the event stream is open. */
const POLLS_WHEN_TOLD = 3;
/** The phases of an agent that starts. */
const STARTING: readonly unknown[] = ['provisioning', 'ready'];
/** How long the event stream may take to open before the agent continues without it. */
const CONNECT_MS = 2_000;
/** How long the platform may take to hear that the agent is stopping. */
const GOODBYE_MS = 500;
/** How long the last save into the state of a fleet may take. */
const LAST_SAVE_MS = 5_000;

/** One run of an agent, from the sign-in to the end. In a fleet, it lasts as long as the lease at most. */
export class AgentRun {
  readonly #definition: Definition;
  readonly #options: RunOptions;
  readonly #stopping = new AbortController();
  readonly #working = new AbortController();
  readonly #client: OfficeClient;
  readonly #progress: Progress;
  readonly #colleagues: Colleagues;
  readonly #presence: Presence;
  readonly #workers: Workers;
  readonly #lease: Lease | undefined;
  #failure: { error: unknown } | undefined;

  constructor(definition: Definition, options: RunOptions, lease?: Lease) {
    this.#definition = definition;
    this.#options = options;
    this.#lease = lease;
    const { officeId, agentId } = options;
    const [stopping, working] = [this.#stopping.signal, this.#working.signal];
    const where = { officeId, agentId, stopping, working, handsOver: lease !== undefined };
    const error = (value: unknown): void => this.#reportError(value);
    this.#client = new OfficeClient(this.#transport(), where, { error, doubt: () => this.#presence.check() });
    this.#colleagues = new Colleagues(this.#client);
    // In a fleet nothing begins that another process could not know of.
    this.#progress = lease
      ? new Progress(lease.memory, error, Number.POSITIVE_INFINITY)
      : new Progress(options.memory, error);
    this.#workers = new Workers(definition, this.#client, this.#progress, this.#colleagues);
    if (lease) lease.isIdleWhen = () => this.#workers.isIdle;
    this.#presence = new Presence(this.#client, this.#colleagues, {
      resumed: () => this.#workers.resume(),
      refused: (reason) => this.#fail(reason),
      error,
    });
  }

  /** Runs until the signal fires, or the agent loses its access. */
  async run(): Promise<void> {
    const stop = (): void => this.#stopping.abort();
    const abandon = (): void => {
      stop();
      this.#working.abort();
    };
    const releases = [
      whenAborted(this.#options.signal, stop),
      whenAborted(this.#lease?.handOver, stop),
      whenAborted(this.#lease?.lost, abandon),
    ];
    try {
      if (await this.#signIn()) await this.#live();
    } finally {
      for (const release of releases) release();
      abandon();
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Whether the agent has access; `false` if it was stopped before that was known. */
  async #signIn(): Promise<boolean> {
    const { signal } = this.#stopping;
    try {
      await this.#presence.signIn();
      await this.#progress.load();
      return !signal.aborted;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  async #live(): Promise<void> {
    const { heartbeatMs = BEAT_MS } = this.#options;
    const { stream } = this.#client;
    const connected = new Promise<void>((resolve) => stream.onOpen(resolve));
    const watching = this.#watch();
    const heart = setInterval(() => this.#presence.beat(), heartbeatMs);
    // Later changes are announced, or found by the first poll: then the agent is ready.
    await within(CONNECT_MS, Promise.race([connected, watching]));
    await this.#workers.begin();
    await this.#reportReady();
    this.#workers.takeTasks();
    await this.#poll();
    clearInterval(heart);
    await watching;
    await this.#windDown();
  }

  /** Follows the events of the office until the agent stops. */
  #watch(): Promise<void> {
    const { stream, self } = this.#client;
    const workers = this.#workers;
    return watchEvents(this.#client, {
      message: (event) => workers.notify(event),
      task: () => workers.wakeTasks(),
      agent: (name, phase) => {
        this.#colleagues.forget();
        if (name === self) this.#presence.notePhase(phase);
        // Another agent that starts leaves no task to this one.
        if (name === self || !STARTING.includes(phase)) workers.wakeTasks();
      },
      anything: () => workers.wake(),
      skipped: () => {
        stream.skipped();
        workers.wake();
      },
      closed: () => stream.closed(),
    });
  }

  async #reportReady(): Promise<void> {
    const { signal } = this.#stopping;
    const report = this.#client.persist(() => this.#presence.report('ready'), signal);
    await report.catch((error: unknown) => {
      if (!signal.aborted) this.#reportError(error);
    });
  }

  /** Polls until the agent stops; more rarely while events announce messages. */
  async #poll(): Promise<void> {
    const { pollMs = POLL_MS } = this.#options;
    const { signal } = this.#stopping;
    const { stream } = this.#client;
    for (let rests = 1; !signal.aborted; rests++) {
      await sleep(pollMs, signal);
      if (signal.aborted || (stream.isOpen && rests % POLLS_WHEN_TOLD !== 0)) continue;
      this.#workers.poll();
    }
  }

  /** Finishes the current work within the grace period, and tells the platform that the agent is stopping. */
  async #windDown(): Promise<void> {
    const { graceMs = GRACE_MS } = this.#options;
    if (this.#lease?.lost.aborted) return;
    await within(graceMs, Promise.all([this.#workers.settled(), this.#presence.settled()]));
    this.#progress.forgive();
    if (this.#lease) {
      // Later changes would be lost with the lease.
      this.#working.abort();
      await within(LAST_SAVE_MS, this.#progress.settled());
    }
    // Without a grace period, the platform is not notified either. An agent that moves does not stop.
    if (this.#failure || graceMs === 0 || this.#lease?.handOver.aborted) return;
    const goodbye = new AbortController();
    const told = this.#presence.report('stopping', goodbye.signal).catch(() => undefined);
    await within(GOODBYE_MS, told);
    goodbye.abort();
    await within(GOODBYE_MS, this.#progress.settled());
  }

  #transport(): Transport {
    const { endpoint, client } = this.#options;
    const noticeStream: Middleware = async (request, next, { operation }) => {
      const response = await next(request);
      if (operation === 'messages.stream' && response.status === 200) this.#client.stream.opened();
      return response;
    };
    return new Transport({
      ...client,
      endpoint,
      ...this.#identity(),
      middleware: [...(client?.middleware ?? []), noticeStream],
    });
  }

  /** How the agent signs. In a fleet, nothing is signed that changes anything unless the lease is valid at that moment. */
  #identity(): Pick<ClientConfig, 'agent' | 'auth'> {
    const { agentId, signingKey, client } = this.#options;
    const lease = this.#lease;
    const agent = signingKey && { agentId, signingKey };
    if (!lease) return agent ? { agent } : {};
    const signer = client?.auth ?? (agent && agentAuthenticator(agent));
    if (!signer) return {};
    return {
      auth: {
        method: signer.method,
        async authorize(request) {
          if (request.method !== 'GET') await lease.check();
          return signer.authorize(request);
        },
      },
    };
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stopping.abort();
    this.#working.abort();
  }

  #reportError(error: unknown): void {
    if (this.#lease?.lost.aborted) return;
    const report = async (): Promise<void> => this.#definition.onError?.(error);
    // An `onError` that throws does not stop the agent.
    report().catch(() => undefined);
  }
}

/** Calls back when a signal fires, or now if it has. Returns a function that releases the callback. */
function whenAborted(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal?.aborted) callback();
  return signal && !signal.aborted ? onAbort(signal, callback) : () => undefined;
}
