import { CallbacksAPI } from '@mitosislabs/api/callbacks';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { EnvAPI } from '@mitosislabs/api/env';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { isRetryable, retryDelay } from '@mitosislabs/xmtp/feed';
import { cleanText } from './cleanText.ts';
import { Pause } from './Pause.ts';
import { sleep } from './sleep.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;
/** A text of more characters may be too long for the server. */
const LONG_TEXT = 64 * 1024;
/** How often such a text is sent again: half a minute. */
const LONG_TEXT_RETRIES = 7;
/** A longer note in the agent's log is cut. In bytes. */
const LONGEST_NOTE = 4_000;

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
  /** Whether the stream of events is open, and how often something was not told: it was closed, or left an event out. */
  readonly stream: { isOpen: boolean; breaks: number } = { isOpen: false, breaks: 0 };
  /** Finds out whether the agent is still welcome. */
  readonly doubt: () => void;
  readonly #onError: (error: unknown) => void;

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

  /**
   * Makes a call until it works, or there is no use in it, or the signal fires.
   *
   * @param mayFollow - Whether to call again after that error. Default: where the error can be mended by repeating.
   */
  async persist<T>(
    call: (options: RequestOptions) => Promise<T>,
    signal: AbortSignal,
    mayFollow: (error: unknown, failures: number) => boolean = isRetryable,
  ): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await call({ signal });
      } catch (error) {
        if (signal.aborted || !mayFollow(error, failures)) throw error;
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
  async note(type: string, text: string): Promise<void> {
    const signal = this.working;
    const message = cleanText(text, LONGEST_NOTE);
    try {
      await this.employees.logStatusEvent(this.officeId, this.self, { type, message }, { signal });
    } catch (error) {
      this.tell(error);
    }
  }
}

/** The status of the answer that an error stands for; 0 when there was none. */
export function statusOf(error: unknown): number {
  const status: unknown = Reflect.get(Object(error), 'status');
  return typeof status === 'number' ? status : 0;
}

/** Whether a text was refused for what it is, so that another one may be taken. Some servers refuse a long one without a word. */
export function isRefused(error: unknown, text: string): boolean {
  return [400, 413, 422].includes(statusOf(error)) || (statusOf(error) === 0 && isLong(text));
}

/** Says whether to post a text again: a long one whose connection breaks each time will not arrive. */
export function mayFollow(text: string): (error: unknown, failures: number) => boolean {
  return (error, failures) => {
    const isHopeless = isLong(text) && statusOf(error) === 0 && failures >= LONG_TEXT_RETRIES;
    return isRetryable(error) && !isHopeless;
  };
}

/** How often a text is posted again at the most. */
export function retriesFor(text: string): number {
  return isLong(text) ? LONG_TEXT_RETRIES : Number.POSITIVE_INFINITY;
}

function isLong(text: string): boolean {
  return text.length > LONG_TEXT;
}

/** Whether it is unknown if the server did what it was asked. */
export function isOutcomeUnknown(error: unknown): boolean {
  return Reflect.get(Object(error), 'outcome') === 'unknown';
}
