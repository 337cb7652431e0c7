import { CallbacksAPI } from '@mitosislabs/api/callbacks';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { EnvAPI } from '@mitosislabs/api/env';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { isRetryable, retryDelay } from '@mitosislabs/xmtp/feed';
import { Pause } from './Pause.ts';
import { sleep } from './sleep.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;

/** The office as the agent sees it: its calls, and how it takes their failures. */
export class OfficeClient {
  readonly officeId: string;
  readonly self: string;
  readonly xmtp: XMTPAPI;
  readonly tasks: TasksAPI;
  readonly employees: EmployeesAPI;
  readonly callbacks: CallbacksAPI;
  readonly messages: MessagesAPI;
  readonly env: EnvAPI;
  /** Fires when nothing new is to be begun. */
  readonly stopping: AbortSignal;
  /** Fires when what is at hand is to end, too. */
  readonly working: AbortSignal;
  /** Whether the agent is suspended. */
  readonly pause: Pause;
  /** Finds out whether the agent is still welcome. */
  readonly doubt: () => void;
  readonly #onError: (error: unknown) => void;
  #agents: Promise<ReadonlySet<string>> | undefined;

  constructor(
    transport: TransportLike,
    where: { officeId: string; agentId: string; stopping: AbortSignal; working: AbortSignal },
    on: { error(error: unknown): void; doubt(): void },
  ) {
    this.officeId = where.officeId;
    this.self = where.agentId;
    this.stopping = where.stopping;
    this.working = where.working;
    this.pause = new Pause(where.stopping);
    this.xmtp = new XMTPAPI(transport);
    this.tasks = new TasksAPI(transport);
    this.employees = new EmployeesAPI(transport);
    this.callbacks = new CallbacksAPI(transport);
    this.messages = new MessagesAPI(transport);
    this.env = new EnvAPI(transport);
    this.#onError = on.error;
    this.doubt = on.doubt;
  }

  /** Makes a call until it works, or there is no use in it, or the signal fires. */
  async persist<T>(call: (options: RequestOptions) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await call({ signal });
      } catch (error) {
        if (signal.aborted || !isRetryable(error)) throw error;
        await sleep(retryDelay(error, failures, FIRST_RETRY_MS, LAST_RETRY_MS), signal);
      }
    }
  }

  /** Takes note of what went wrong and was survived. A refusal may mean that the agent is not welcome any more. */
  tell(error: unknown): void {
    if (this.working.aborted) return;
    const status = statusOf(error);
    if (status === 401 || status === 403 || status === 404) this.doubt();
    this.#onError(error);
  }

  /** Notes in the agent's log what happened to it. */
  async note(type: string, message: string): Promise<void> {
    const signal = this.working;
    try {
      await this.employees.logStatusEvent(this.officeId, this.self, { type, message }, { signal });
    } catch (error) {
      this.tell(error);
    }
  }

  /** Whether somebody is an agent of the office. Where nobody may ask, nobody is one. */
  async isAgent(name: string): Promise<boolean> {
    this.#agents ??= this.#listAgents();
    return (await this.#agents).has(name);
  }

  /** Asks anew who is an agent: somebody came or went. */
  forgetAgents(): void {
    this.#agents = undefined;
  }

  async #listAgents(): Promise<ReadonlySet<string>> {
    try {
      const list = await this.persist((options) => this.employees.list(this.officeId, options), this.working);
      return new Set(list.map(({ name }) => name));
    } catch (error) {
      this.#agents = undefined;
      this.tell(error);
      return new Set();
    }
  }
}

/** The status of the answer that an error stands for; 0 when there was none. */
export function statusOf(error: unknown): number {
  const status: unknown = Reflect.get(Object(error), 'status');
  return typeof status === 'number' ? status : 0;
}
