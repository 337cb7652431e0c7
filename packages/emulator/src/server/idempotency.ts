import { createHash } from 'node:crypto';
import { IDEMPOTENCY_MS } from '../assumptions.ts';
import { ApiError, badRequest } from '../platform/ApiError.ts';
import type { Platform } from '../platform/Platform.ts';
import type { TextAnswer } from './encodeAnswer.ts';

/** A request that may be the repetition of one that was answered already. */
export interface Claim {
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
  /** A hash of the path and the body. */
  readonly request: string;
}

/** Gives each claim one answer within a day, however often it comes: the first one's, also while that still runs. */
export class Idempotency {
  readonly #platform: Platform;
  readonly #running = new Map<string, { request: string; answer: Promise<TextAnswer> }>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Runs `work` in a transaction, and keeps its answer under the claim, in the same transaction if it can. */
  async answer(claim: Claim | undefined, work: () => TextAnswer | Promise<TextAnswer>): Promise<TextAnswer> {
    const { db } = this.#platform;
    if (!claim) return db.transaction(work);
    const id = JSON.stringify([claim.caller, claim.operation, claim.key]);
    const running = this.#running.get(id);
    if (running) {
      requireSame(claim, running.request);
      return replayed(await running.answer);
    }
    const stored = db.transaction(() => this.#stored(claim));
    if (stored) return replayed(stored);
    const result = db.transaction(() => {
      const answer = work();
      if (!(answer instanceof Promise)) this.#keep(claim, answer);
      return answer;
    });
    if (!(result instanceof Promise)) return result;
    this.#running.set(id, { request: claim.request, answer: result });
    try {
      const answer = await result;
      this.#keep(claim, answer);
      return answer;
    } finally {
      this.#running.delete(id);
    }
  }

  #stored(claim: Claim): TextAnswer | undefined {
    const { store } = this.#platform;
    store.idempotency.forget(this.#platform.now() - IDEMPOTENCY_MS);
    const row = store.idempotency.find(claim.caller, claim.operation, claim.key);
    if (!row) return undefined;
    requireSame(claim, row.request);
    return { status: row.status, body: row.body };
  }

  #keep(claim: Claim, { status, body }: TextAnswer): void {
    this.#platform.store.idempotency.insert({ ...claim, status, body, created_at: this.#platform.now() });
  }
}

/** The claim of a request, if it carries a key. */
export function claimOf(
  key: string | undefined,
  caller: string,
  operation: string,
  parts: (string | Uint8Array)[],
): Claim | undefined {
  if (key === undefined) return undefined;
  if (!/^[!-~]{1,255}$/.test(key))
    throw badRequest('Idempotency-Key must be 1 to 255 visible ASCII characters.');
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return { caller, operation, key, request: hash.digest('hex') };
}

function requireSame(claim: Claim, request: string): void {
  if (claim.request === request) return;
  throw new ApiError(422, 'idempotency_key_reused', 'This Idempotency-Key came with another request before.');
}

function replayed(answer: TextAnswer): TextAnswer {
  return { ...answer, replayed: true };
}
