import { createHash } from 'node:crypto';
import { ApiError, badRequest } from '../ApiError.ts';
import { IDEMPOTENCY_MS } from '../assumptions.ts';
import type { Platform } from '../platform/Platform.ts';
import type { IdempotencyRow } from '../store/IdempotencyStore.ts';
import type { TextAnswer } from './responses.ts';

/** How often old answers are cleared away. */
const CLEAR_MS = 60_000;

/** Whose key it is, and for what: the same on both hosts. */
export interface Claim {
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
}

/** What is done for a request. */
export interface Work {
  /** Tells the request from others: {@link requestHash}. */
  readonly request: string;
  /** How long it is to take, in ms. */
  readonly workMs: number;
  /** Does it, in a transaction. */
  run(): TextAnswer | Promise<TextAnswer>;
}

/** Gives each claim one answer within a day, however often it comes: the first one's, also while that still runs. */
export class Idempotency {
  readonly #platform: Platform;
  /** Whether keys are honoured; otherwise every request is new. */
  readonly isOn: boolean;
  readonly #running = new Map<string, { request: string; answer: Promise<TextAnswer> }>();
  #clearAt = 0;

  constructor(platform: Platform, isOn = true) {
    this.#platform = platform;
    this.isOn = isOn;
  }

  /** Whether that has been answered already, or is being done. */
  knows(claim: Claim | undefined): boolean {
    return claim !== undefined && (this.#running.has(idOf(claim)) || this.#stored(claim) !== undefined);
  }

  /**
   * Does the work in a transaction, and keeps its answer under the claim, in the same transaction if it can. A failure is
   * not kept: whoever comes later tries again.
   */
  async answer(claim: Claim | undefined, work: Work): Promise<TextAnswer> {
    if (!claim) return this.#do(work);
    const running = this.#running.get(idOf(claim));
    if (running) {
      requireSame(work, running.request);
      return replayed(await running.answer);
    }
    const stored = this.#stored(claim);
    if (stored) {
      requireSame(work, stored.request);
      return replayed(stored);
    }
    const answer = this.#do(work, ({ status, body }) => {
      const created_at = this.#platform.now();
      const { request } = work;
      this.#platform.store.idempotency.insert({ ...claim, request, status, body, created_at });
    });
    this.#running.set(idOf(claim), { request: work.request, answer });
    try {
      // Shows that keys are honoured: clients may rely on it.
      return { ...(await answer), replayed: false };
    } finally {
      this.#running.delete(idOf(claim));
    }
  }

  async #do({ run, workMs }: Work, keep?: (answer: TextAnswer) => void): Promise<TextAnswer> {
    if (workMs > 0) await this.#platform.settings.clock.sleep(workMs);
    const result = this.#platform.db.transaction(() => {
      const answer = run();
      if (!(answer instanceof Promise)) keep?.(answer);
      return answer;
    });
    if (!(result instanceof Promise)) return result;
    const answer = await result;
    keep?.(answer);
    return answer;
  }

  /** The answer that is kept under a claim; what is too old is cleared away, now and then. */
  #stored({ caller, operation, key }: Claim): IdempotencyRow | undefined {
    const { idempotency } = this.#platform.store;
    const now = this.#platform.now();
    const tooOld = now - IDEMPOTENCY_MS;
    const row = idempotency.find(caller, operation, key);
    if (row && row.created_at > tooOld) return row;
    if (row || now > this.#clearAt) {
      idempotency.forget(tooOld);
      this.#clearAt = now + CLEAR_MS;
    }
    return undefined;
  }
}

/** The claim of a request, if it carries a key and would change something. */
export function claimOf(
  method: string,
  key: string | undefined,
  caller: string,
  operation: string,
): Claim | undefined {
  if (key === undefined || method === 'GET' || method === 'HEAD') return undefined;
  if (!/^[!-~]{1,255}$/.test(key))
    throw badRequest('Idempotency-Key must be 1 to 255 visible ASCII characters.');
  return { caller, operation, key };
}

/** A hash of what tells one request to an operation from another. */
export function requestHash(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('hex');
}

function idOf({ caller, operation, key }: Claim): string {
  return JSON.stringify([caller, operation, key]);
}

function requireSame({ request }: Work, known: string): void {
  if (request === known) return;
  throw new ApiError(422, 'idempotency_key_reused', 'This Idempotency-Key came with another request before.');
}

function replayed({ status, body }: TextAnswer): TextAnswer {
  return { status, body, replayed: true };
}
