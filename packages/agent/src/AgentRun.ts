import { onAbort, sleep } from '@mitosislabs/auth/async';
import {
  assertDuration,
  assertOptions,
  assertText,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import { type Middleware, Transport } from '@mitosislabs/transport';
import { isMissing } from '@mitosislabs/xmtp/feed';
import type { AgentDefinition } from './AgentDefinition.ts';
import { within } from './async/within.ts';
import { brainHandlers } from './brain/brainHandlers.ts';
import { Attempts } from './memory/Attempts.ts';
import { Progress } from './memory/Progress.ts';
import { Colleagues } from './messages/Colleagues.ts';
import { Mailbox } from './messages/Mailbox.ts';
import { OfficeClient, statusOf } from './office/OfficeClient.ts';
import { watchEvents } from './office/watchEvents.ts';
import type { RunOptions } from './RunOptions.ts';
import { TaskLoop } from './tasks/TaskLoop.ts';

const APOLOGY = 'I am sorry, something went wrong here: I could not answer that.';
const BEAT_MS = 30_000;
const GRACE_MS = 2_000;
const POLL_MS = 10_000;
/** How many polls are skipped while the event stream is open. */
const POLLS_WHEN_TOLD = 3;
/** How long the stream of events may take to open before the agent goes on without. */
const CONNECT_MS = 2_000;
/** How long the platform may take to hear that the agent is stopping. */
const GOODBYE_MS = 500;

/** A definition with its defaults filled in. */
type Definition = AgentDefinition & {
  capabilities: readonly string[];
  concurrency: number;
  agentTurns: number;
};

/** One run of an agent, from the sign-in to the goodbye. */
export class AgentRun {
  readonly #definition: Definition;
  readonly #options: RunOptions;
  readonly #stopping = new AbortController();
  readonly #working = new AbortController();
  readonly #client: OfficeClient;
  readonly #progress: Progress;
  readonly #colleagues: Colleagues;
  #failure: { error: unknown } | undefined;
  #checking: Promise<void> | undefined;
  /** Called whenever the stream of events is open (again). */
  #onStream: () => void = () => undefined;
  /** Called when the agent was suspended, and is not any more. */
  #onResumed: () => void = () => undefined;
  /** Whether the server knows heartbeats. */
  #beats = true;

  constructor(definition: Definition, options: RunOptions) {
    this.#definition = definition;
    this.#options = options;
    const { officeId, agentId } = options;
    const where = { officeId, agentId, stopping: this.#stopping.signal, working: this.#working.signal };
    const error = (value: unknown): void => this.#reportError(value);
    checkOptions(options);
    this.#client = new OfficeClient(this.#transport(), where, { error, doubt: () => this.#check() });
    this.#colleagues = new Colleagues(this.#client);
    this.#progress = new Progress(options.memory, error);
  }

  /** Runs until the signal fires, or the agent is not welcome any more. */
  async run(): Promise<void> {
    const { signal, graceMs = GRACE_MS } = this.#options;
    const stop = (): void => this.#stopping.abort();
    const letGo = signal && onAbort(signal, stop);
    if (signal?.aborted) stop();
    try {
      if (await this.#signIn()) await this.#live(graceMs);
    } finally {
      letGo?.();
      stop();
      this.#working.abort();
      await within(GOODBYE_MS, this.#definition.brain?.close?.()).catch((error: unknown) =>
        this.#reportError(error),
      );
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Whether the agent is welcome; not, when it was stopped before that was known. */
  async #signIn(): Promise<boolean> {
    const { signal } = this.#stopping;
    try {
      await this.#client.persist(() => this.#beat(), signal);
      await this.#checkPhase();
      await this.#progress.load();
      return !signal.aborted;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  async #live(graceMs: number): Promise<void> {
    const { signal } = this.#stopping;
    const { mailbox, tasks } = this.#workers();
    const { stream } = this.#client;
    let hasPolled = false;
    let isReady = false;
    const work = (): void => {
      if (isReady) tasks?.wake();
    };
    const all = (): void => {
      mailbox.wake();
      work();
    };
    // What happens from now on is told, or seen in the first poll: then the agent is ready.
    const connected = new Promise<void>((resolve) => {
      this.#onStream = () => {
        stream.isOpen = true;
        resolve();
        // Events may have been missed while it was closed.
        if (hasPolled) all();
      };
    });
    const watching = watchEvents(this.#client, {
      message: (event) => mailbox.notify(event),
      task: work,
      agent: (name, phase) => {
        this.#colleagues.forget();
        if (name === this.#client.self) this.#notePhase(phase);
        work();
      },
      anything: all,
      skipped: () => {
        stream.breaks++;
        all();
      },
      closed: () => {
        stream.isOpen = false;
        stream.breaks++;
      },
    });
    const heart = setInterval(() => this.#check(), this.#options.heartbeatMs ?? BEAT_MS);
    this.#onResumed = () => {
      mailbox.resume();
      work();
    };
    await within(CONNECT_MS, Promise.race([connected, watching]));
    hasPolled = true;
    mailbox.wake();
    await mailbox.polled();
    await this.#client
      .persist(() => this.#report('ready'), signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#reportError(error);
      });
    isReady = true;
    work();
    const { pollMs = POLL_MS } = this.#options;
    for (let rests = 1; !signal.aborted; rests++) {
      await sleep(pollMs, signal);
      if (signal.aborted || (stream.isOpen && rests % POLLS_WHEN_TOLD !== 0)) continue;
      mailbox.poll(stream.isOpen);
      work();
    }
    clearInterval(heart);
    await watching;
    const settled = Promise.all([mailbox.settled(), tasks?.settled(), this.#checking]);
    await within(graceMs, settled);
    this.#progress.forgive();
    // Without grace there is no word of goodbye either.
    if (this.#failure || graceMs === 0) return;
    const goodbye = new AbortController();
    const told = this.#report('stopping', goodbye.signal).catch(() => undefined);
    await within(GOODBYE_MS, told);
    goodbye.abort();
    await within(GOODBYE_MS, this.#progress.settled());
  }

  #workers(): { mailbox: Mailbox; tasks: TaskLoop | undefined } {
    const { brain, capabilities, concurrency, agentTurns, apology = APOLOGY } = this.#definition;
    const thinking = brain && brainHandlers(brain, this.#client);
    const answer = this.#definition.onMessage ?? thinking?.onMessage;
    const work = this.#definition.onTask ?? thinking?.onTask;
    const [client, progress] = [this.#client, this.#progress];
    const attempts = new Attempts(client, progress);
    const talker = { capabilities, answer, apology, agentTurns };
    return {
      mailbox: new Mailbox(client, talker, { progress, attempts, colleagues: this.#colleagues }),
      tasks: work && new TaskLoop(client, attempts, work, concurrency),
    };
  }

  #transport(): Transport {
    const { endpoint, agentId, signingKey, client } = this.#options;
    const noticeStream: Middleware = async (request, next, { operation }) => {
      const response = await next(request);
      if (operation === 'messages.stream' && response.status === 200) this.#onStream();
      return response;
    };
    return new Transport({
      ...client,
      endpoint,
      ...(signingKey && { agent: { agentId, signingKey } }),
      middleware: [...(client?.middleware ?? []), noticeStream],
    });
  }

  #report(type: string, signal: AbortSignal = this.#stopping.signal): Promise<void> {
    const { callbacks, officeId, self } = this.#client;
    const event = { type, payload: { agent: self, message: `${self} is ${type}` } };
    return Promise.resolve(callbacks.podEvent(officeId, event, { signal }));
  }

  /** Tells that the agent is alive, and so finds out whether it is still welcome. */
  async #beat(): Promise<void> {
    const { employees, officeId, self, stopping: signal } = this.#client;
    try {
      if (this.#beats) await employees.heartbeat(officeId, self, { signal });
      else await employees.get(officeId, self, { signal });
    } catch (error) {
      if (!this.#beats || !isMissing(error)) throw error;
      // Older servers know no heartbeats: then the agent itself must be there.
      await employees.get(officeId, self, { signal });
      this.#beats = false;
    }
  }

  /** Reads the phase of the agent. If that fails, the agent goes on: the server enforces the phase anyway. */
  async #checkPhase(): Promise<void> {
    const { employees, officeId, self, stopping: signal } = this.#client;
    const agent = await employees.get(officeId, self, { signal }).catch(() => undefined);
    if (!agent) return;
    this.#colleagues.served();
    this.#notePhase(agent.status?.phase);
  }

  #notePhase(phase: unknown): void {
    const { pause, stopping: signal } = this.#client;
    if (!pause.note(phase)) return;
    this.#onResumed();
    // A platform that waits to hear that it is up again hears it.
    this.#report('ready', signal).catch((error: unknown) => {
      if (!signal.aborted) this.#reportError(error);
    });
  }

  #check(): void {
    this.#checking ??= this.#beat()
      .then(() => this.#checkPhase())
      .catch((error: unknown) => {
        if (this.#stopping.signal.aborted) return;
        const isFinal = [401, 403, 404].includes(statusOf(error));
        if (isFinal) this.#fail(error);
        else this.#reportError(error);
      })
      .finally(() => {
        this.#checking = undefined;
      });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stopping.abort();
    this.#working.abort();
  }

  #reportError(error: unknown): void {
    const report = async (): Promise<void> => this.#definition.onError?.(error);
    // An `onError` that throws does not stop the agent.
    report().catch(() => undefined);
  }
}

const runOptions: OptionNames<RunOptions> = {
  endpoint: true,
  signingKey: true,
  officeId: true,
  agentId: true,
  signal: true,
  client: true,
  memory: true,
  graceMs: true,
  pollMs: true,
  heartbeatMs: true,
};

function checkOptions(options: RunOptions): void {
  assertOptions('options', options, runOptions);
  const { officeId, agentId, signingKey, client, graceMs = 0, pollMs = 1, heartbeatMs = 1 } = options;
  assertText('officeId', officeId);
  assertText('agentId', agentId);
  if (signingKey === undefined && client?.auth === undefined) {
    throw new InvalidArgumentError('signingKey', "must be the agent's private key", {
      hint: 'The platform takes the agent from the signature. Pass the key, or sign with `client.auth`.',
    });
  }
  assertDuration('graceMs', graceMs, 0);
  assertDuration('pollMs', pollMs, 1);
  assertDuration('heartbeatMs', heartbeatMs, 1);
}
