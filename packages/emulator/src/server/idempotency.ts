import { createHash } from 'node:crypto';
import { IDEMPOTENCY_MS } from '../assumptions.ts';
import { ApiError, badRequest } from '../errors.ts';
import type { Platform } from '../platform/Platform.ts';
import type { IdempotencyRow } from '../store/tables/idempotency.ts';
import type { EncodedResponse } from './responses.ts';

/** How often expired responses are deleted, in ms. */
const CLEAR_MS = 60_000;

/** An `Idempotency-Key` of a caller for an operation: the same on both hosts. */
export interface Claim {
  /** A text that no other claim has. */
  readonly id: string;
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
}

/** The work of a request. */
export interface Work {
  /** The {@link requestHash} of the request. */
  readonly request: string;
  /** How long it takes, in ms. */
  readonly workMs: number;
  /** Runs it, in a transaction. */
  run(): EncodedResponse | Promise<EncodedResponse>;
}

/** Responds to all requests with the same claim within a day with the response to the first, also while that runs. */
export class Idempotency {
  readonly #platform: Platform;
  /** Whether keys are honoured. If not, every request is new. */
  readonly isOn: boolean;
  readonly #running = new Map<string, { request: string; response: Promise<EncodedResponse> }>();
  #clearedAt = 0;

  constructor(platform: Platform, isOn = true) {
    this.#platform = platform;
    this.isOn = isOn;
    platform.db.onReplaced(() => {
      this.#running.clear();
      this.#clearedAt = 0;
    });
  }

  /** Whether a request with this claim has been served, or is running. */
  knows(claim: Claim | undefined): boolean {
    return claim !== undefined && (this.#running.has(claim.id) || this.#stored(claim) !== undefined);
  }

  /**
   * Runs the work in a transaction, and keeps its response under the claim, in the same transaction unless the work is
   * asynchronous. Failures are not kept: the next request runs the work again.
   */
  async respond(claim: Claim | undefined, work: Work): Promise<EncodedResponse> {
    if (!claim) return this.#run(work);
    const running = this.#running.get(claim.id);
    if (running) {
      requireSame(work, running.request);
      return replayed(await running.response);
    }
    const stored = this.#stored(claim);
    if (stored) {
      requireSame(work, stored.request);
      return replayed(stored);
    }
    const response = this.#run(work, claim);
    this.#running.set(claim.id, { request: work.request, response });
    try {
      // Shows clients that keys are honoured.
      return { ...(await response), replayed: false };
    } finally {
      // After the state was replaced, another request may run under this claim.
      if (this.#running.get(claim.id)?.response === response) this.#running.delete(claim.id);
    }
  }

  async #run(work: Work, claim?: Claim): Promise<EncodedResponse> {
    const { db, settings } = this.#platform;
    const { generation } = db;
    if (work.workMs > 0) await settings.clock.sleep(work.workMs);
    const result = db.transaction(() => {
      const response = work.run();
      if (claim && !(response instanceof Promise)) this.#keep(claim, work, response);
      return response;
    }, generation);
    const response = await result;
    if (claim && result instanceof Promise) {
      db.transaction(() => this.#keep(claim, work, response), generation);
    }
    return response;
  }

  #keep(claim: Claim, { request }: Work, { status, body }: EncodedResponse): void {
    const created_at = this.#platform.settings.clock.now();
    this.#platform.tables.idempotency.insert({ ...claim, request, status, body, created_at });
  }

  /** Finds the response that is kept under a claim. Now and then, deletes expired ones. */
  #stored({ caller, operation, key }: Claim): IdempotencyRow | undefined {
    const { idempotency } = this.#platform.tables;
    const now = this.#platform.settings.clock.now();
    const tooOld = now - IDEMPOTENCY_MS;
    const row = idempotency.find({ caller, operation, key });
    if (row && row.created_at > tooOld) return row;
    if (row || Math.abs(now - this.#clearedAt) > CLEAR_MS) {
      idempotency.delete({ created_at: { '<=': tooOld } });
      this.#clearedAt = now;
    }
    return undefined;
  }
}

/** The claim of a request, if it has a key and is not a read. */
export function claimOf(
  method: string,
  key: string | undefined,
  caller: string,
  operation: string,
): Claim | undefined {
  if (key === undefined || method === 'GET' || method === 'HEAD') return undefined;
  if (!/^[!-~]{1,255}$/.test(key))
    throw badRequest('Idempotency-Key must be 1 to 255 visible ASCII characters.');
  return { id: JSON.stringify([caller, operation, key]), caller, operation, key };
}

/** Hashes the parts of a request, to tell it from others with the same key. */
export function requestHash(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('hex');
}

function requireSame({ request }: Work, known: string): void {
  if (request === known) return;
  throw new ApiError(
    422,
    'idempotency_key_reused',
    'This Idempotency-Key was used for another request before.',
  );
}

function replayed({ status, body }: EncodedResponse): EncodedResponse {
  return { status, body, replayed: true };
}
