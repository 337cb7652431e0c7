import { MitosisError } from '@mitosislabs/auth/errors';
import { Alarm } from '../../core/Alarm.ts';
import { MOST_REQUESTS, type RequestRecord, type RequestRecords } from '../../server/RequestRecords.ts';
import { closedError } from '../closedError.ts';
import type { LoggedRequest, RequestQuery } from '../RequestLog.ts';
import { type Conditions, matches } from './matches.ts';
import { type LogSources, toLoggedRequest } from './toLoggedRequest.ts';

/** How long `next` waits by default, in ms. */
const NEXT_MS = 5_000;

/** Reads the records of the last requests. */
export class EmulatorLog {
  readonly #records: RequestRecords;
  readonly #sources: LogSources;
  #expected: Conditions[] = [];
  /** Ends the calls that wait for requests. */
  readonly #closers = new Set<() => void>();
  #isClosed = false;

  constructor(records: RequestRecords, sources: LogSources) {
    this.#records = records;
    this.#sources = sources;
    records.isExpected = (failure) => this.#expected.some((query) => this.#meets(failure, query));
  }

  /** Finds requests that have ended. */
  requests({ after, limit, ...conditions }: RequestQuery = {}): LoggedRequest[] {
    const found = this.#after(after).filter((record) => matches(this.#sources, record, conditions));
    const last = limit === undefined ? found : found.slice(Math.max(0, found.length - limit));
    return last.map((record) => toLoggedRequest(this.#sources, record));
  }

  /** Returns the first request that meets the query and was not returned before, or waits for it to end. */
  next(
    { after, limit: _, ...conditions }: RequestQuery = {},
    { timeout = NEXT_MS, signal }: { timeout?: number; signal?: AbortSignal } = {},
  ): Promise<LoggedRequest> {
    const isNext = (record: RequestRecord): boolean => !record.returned && this.#meets(record, conditions);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const give = (record: RequestRecord): void => {
        record.returned = true;
        resolve(toLoggedRequest(this.#sources, record));
      };
      const known = this.#after(after).find(isNext);
      if (known) return give(known);
      if (this.#isClosed) return reject(closedError('log.next'));
      const end = (): void => {
        this.#records.listeners.delete(listener);
        this.#closers.delete(close);
        alarm.clear();
        signal?.removeEventListener('abort', abort);
      };
      const listener = (record: RequestRecord): void => {
        if (!isNext(record)) return;
        end();
        give(record);
      };
      const abort = (): void => {
        end();
        reject(signal?.reason);
      };
      const close = (): void => {
        end();
        reject(closedError('log.next'));
      };
      // Real time: fake timers of a test do not stop it.
      const alarm = new Alarm(() => {
        end();
        reject(this.#timeoutError(conditions, timeout));
      });
      alarm.set(timeout);
      signal?.addEventListener('abort', abort);
      this.#records.listeners.add(listener);
      this.#closers.add(close);
    });
  }

  /** Yields requests as they end, from now on, until the signal aborts or the emulator closes. A reader that is slow misses the oldest. */
  follow(
    { after, limit: _, ...conditions }: RequestQuery = {},
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncIterableIterator<LoggedRequest> {
    const waiting =
      after === undefined ? [] : this.#after(after).filter((record) => this.#meets(record, conditions));
    const wakes: (() => void)[] = [];
    const wakeAll = (): void => {
      for (const wake of wakes.splice(0)) wake();
    };
    let isOver = this.#isClosed || signal?.aborted === true;
    const listener = (record: RequestRecord): void => {
      if (!this.#meets(record, conditions)) return;
      if (waiting.push(record) > MOST_REQUESTS) waiting.shift();
      wakeAll();
    };
    const end = (): void => {
      isOver = true;
      this.#records.listeners.delete(listener);
      this.#closers.delete(end);
      signal?.removeEventListener('abort', end);
      wakeAll();
    };
    if (!isOver) {
      this.#records.listeners.add(listener);
      this.#closers.add(end);
      signal?.addEventListener('abort', end);
    }
    const next = async (): Promise<IteratorResult<LoggedRequest>> => {
      while (!isOver) {
        const record = waiting.shift();
        if (record) return { done: false, value: toLoggedRequest(this.#sources, record) };
        await new Promise<void>((resolve) => {
          wakes.push(resolve);
        });
      }
      return { done: true, value: undefined };
    };
    return {
      next,
      async return() {
        end();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Declares failures as expected, past and future. */
  expect({ after: _, limit: __, ...conditions }: RequestQuery): void {
    for (const record of this.#records.all())
      if (matches(this.#sources, record, conditions)) record.expected = true;
    const text = JSON.stringify(conditions);
    if (!this.#expected.some((known) => JSON.stringify(known) === text)) this.#expected.push(conditions);
  }

  /** Lists failures that are not expected. */
  unexpected(): LoggedRequest[] {
    return this.#records
      .all()
      .filter((record) => record.isUnexpected)
      .map((record) => toLoggedRequest(this.#sources, record));
  }

  /** Forgets all requests and expectations. */
  clear(): void {
    this.#records.clear();
    this.#expected = [];
  }

  /** Ends the calls that wait for a request: none will come. */
  close(): void {
    this.#isClosed = true;
    for (const close of this.#closers) close();
  }

  /** The requests that ended after the one with an id: all, if that one is not kept. */
  #after(id: string | undefined): RequestRecord[] {
    const kept = this.#records.all();
    let start = id === undefined ? 0 : kept.length;
    while (start > 0 && kept[start - 1]?.id !== id) start--;
    return kept.slice(start);
  }

  #meets(record: RequestRecord, conditions: Conditions): boolean {
    return matches(this.#sources, record, conditions);
  }

  #timeoutError(conditions: Conditions, timeout: number): MitosisError {
    const last = this.requests({ limit: 3 }).map(
      ({ operation, method, target, status }) => `${operation ?? `${method} ${target}`} (${status})`,
    );
    return new MitosisError(
      `No request ended within ${timeout} ms that meets ${JSON.stringify(conditions)}.`,
      {
        code: 'timeout',
        hint:
          last.length === 0 ? 'No request has come at all.' : `The last requests were ${last.join(', ')}.`,
      },
    );
  }
}
