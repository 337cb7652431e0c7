import { CallbacksAPI } from '@mitosislabs/api/callbacks';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { EnvAPI } from '@mitosislabs/api/env';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { backOff, sleep } from '@mitosislabs/auth/async';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { isRetryable } from '@mitosislabs/xmtp/feed';
import { cleanText } from '../text/cleanText.ts';
import { Pause } from './Pause.ts';
import { StreamState } from './StreamState.ts';

/** The delays between attempts, in ms. */
const RETRY = { first: 500, most: 8_000 };
/** A longer text may be too long for the server. In characters. */
const LONG_TEXT = 64 * 1024;
/** How often such a text is retried: half a minute. */
const LONG_TEXT_RETRIES = 7;
/** Longer notes in the agent's log are cut. In bytes. */
const LONGEST_NOTE = 4_000;

/** The agent's client of the office: its calls, and the handling of their failures. */
export class OfficeClient {
  readonly officeId: string;
  readonly self: string;
  readonly transport: TransportLike;
  readonly xmtp: XMTPAPI;
  readonly tasks: TasksAPI;
  readonly employees: EmployeesAPI;
  readonly callbacks: CallbacksAPI;
  readonly messages: MessagesAPI;
  readonly env: EnvAPI;
  /** Fires when no new work may begin. */
  readonly stopping: AbortSignal;
  /** Fires when current work must end too. */
  readonly working: AbortSignal;
  /** Whether another process goes on as soon as this one stops: then waiting messages are left to it. */
  readonly handsOver: boolean;
  /** Whether the agent is suspended. */
  readonly pause: Pause;
  /** Whether the event stream is open, and how often events were missed: it was closed, or skipped one. */
  readonly stream: StreamState = new StreamState();
  /** Checks whether the agent still has access. */
  readonly doubt: () => void;
  readonly #onError: (error: unknown) => void;

  constructor(
    transport: TransportLike,
    where: {
      officeId: string;
      agentId: string;
      stopping: AbortSignal;
      working: AbortSignal;
      handsOver?: boolean;
    },
    on: { error(error: unknown): void; doubt(): void },
  ) {
    this.officeId = where.officeId;
    this.self = where.agentId;
    this.stopping = where.stopping;
    this.working = where.working;
    this.handsOver = where.handsOver ?? false;
    this.pause = new Pause(where.stopping);
    this.transport = transport;
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
   * Retries a call until it works, the error is final, or the signal fires.
   *
   * @param mayFollow - Whether to retry after that error. Default: for retryable errors.
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
        await sleep(backOff(failures + 1, { ...RETRY, after: error }), signal);
      }
    }
  }

  /** Reports a non-fatal error. A refusal may mean that the agent has lost its access. */
  report(error: unknown): void {
    if (this.working.aborted) return;
    const status = statusOf(error);
    if (status === 401 || status === 403 || status === 404) this.doubt();
    this.#onError(error);
  }

  /** Writes a line to the agent's log. */
  async note(type: string, text: string): Promise<void> {
    const signal = this.working;
    const message = cleanText(text, LONGEST_NOTE);
    try {
      await this.employees.logStatusEvent(this.officeId, this.self, { type, message }, { signal });
    } catch (error) {
      this.report(error);
    }
  }
}

/** The HTTP status of an error; 0 without a response. */
export function statusOf(error: unknown): number {
  const status: unknown = Reflect.get(Object(error), 'status');
  return typeof status === 'number' ? status : 0;
}

/** Whether the server refused this text, so that another one may be accepted. Some servers just drop the connection of a long one. */
export function isRefused(error: unknown, text: string): boolean {
  return [400, 413, 422].includes(statusOf(error)) || (statusOf(error) === 0 && isLong(text));
}

/** Whether to retry posting a text: a long one whose connection breaks each time will not arrive. */
export function mayFollow(text: string): (error: unknown, failures: number) => boolean {
  return (error, failures) => {
    const isHopeless = isLong(text) && statusOf(error) === 0 && failures >= LONG_TEXT_RETRIES;
    return isRetryable(error) && !isHopeless;
  };
}

/** The most retries of posting a text. */
export function retriesFor(text: string): number {
  return isLong(text) ? LONG_TEXT_RETRIES : Number.POSITIVE_INFINITY;
}

function isLong(text: string): boolean {
  return text.length > LONG_TEXT;
}
