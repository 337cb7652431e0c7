import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type PagedList, pagedList } from '../../waiting/PagedList.ts';
import {
  type AddCreditsRequest,
  type CreditBalance,
  type CreditHistoryEntry,
  credits,
  type LLMUsageSummary,
  type PageQuery,
  type Quota,
  type SetQuotaRequest,
  type UsageSummary,
} from './contract.ts';

/**
 * Credits: what an office has to spend, what it has used, and what it may use.
 *
 * @example
 * ```ts
 * import { CreditsAPI } from '@mitosislabs/api/credits';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const credits = new CreditsAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const { balance } = await credits.balance('office-id');
 * if (balance <= 0) await credits.add('office-id', { amount: 100, reason: 'topup' });
 * ```
 */
export class CreditsAPI extends GroupAPI implements Covers<typeof credits> {
  /**
   * Tells what an office has to spend.
   *
   * Route: `GET /api/v1/offices/{officeId}/credits`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  balance(officeId: string, options?: RequestOptions): APIPromise<CreditBalance> {
    return this.call(credits.balance, { officeId }, options);
  }

  /**
   * Adds credits to an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/credits`.
   *
   * @param officeId - The office.
   * @param req - How many, and what for.
   * @param options - Time limits, retries, signal, headers.
   * @returns what the office has now.
   */
  add(officeId: string, req: AddCreditsRequest, options?: RequestOptions): APIPromise<CreditBalance> {
    return this.call(credits.add, { officeId, body: req }, options);
  }

  /**
   * Lists the entries of an office's ledger. Awaited, it is one page; iterated with `for await`, it is everything from
   * `offset` on, fetched page by page.
   *
   * Route: `GET /api/v1/offices/{officeId}/credits/history`.
   *
   * @param officeId - The office.
   * @param opts - Which part of it; `limit` is the size of a page.
   * @param options - Time limits, retries, signal, headers.
   */
  history(officeId: string, opts?: PageQuery, options?: RequestOptions): PagedList<CreditHistoryEntry> {
    return pagedList(
      opts?.offset ?? 0,
      (offset, call) =>
        this.call(credits.history, { officeId, query: offset === 0 ? opts : { ...opts, offset } }, call),
      options,
    );
  }

  /**
   * Gets what an office has used.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns the usage, as the platform shapes it.
   */
  usage(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.usage, { officeId }, options);
  }

  /**
   * Gets what an office is using now.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/current`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns the usage, as the platform shapes it.
   */
  usageCurrent(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.usageCurrent, { officeId }, options);
  }

  /**
   * Sums up what an office's pods have used.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/summary`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  usageSummary(officeId: string, options?: RequestOptions): APIPromise<UsageSummary> {
    return this.call(credits.usageSummary, { officeId }, options);
  }

  /**
   * Gets what an office's models have used.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/llm`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns the usage, as the platform shapes it.
   */
  llmUsage(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.llmUsage, { officeId }, options);
  }

  /**
   * Sums up what an office's models have used.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/llm/summary`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  llmUsageSummary(officeId: string, options?: RequestOptions): APIPromise<LLMUsageSummary> {
    return this.call(credits.llmUsageSummary, { officeId }, options);
  }

  /**
   * Gets what one agent has used.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/usage`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   * @returns the usage, as the platform shapes it.
   */
  agentUsage(officeId: string, name: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.agentUsage, { officeId, name }, options);
  }

  /**
   * Tells what an office may use at most.
   *
   * Route: `GET /api/v1/offices/{officeId}/quota`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  quota(officeId: string, options?: RequestOptions): APIPromise<Quota> {
    return this.call(credits.quota, { officeId }, options);
  }

  /**
   * Sets what an office may use at most.
   *
   * Route: `PUT /api/v1/offices/{officeId}/quota`.
   *
   * @param officeId - The office.
   * @param req - The tier, and what differs from it.
   * @param options - Time limits, retries, signal, headers.
   */
  setQuota(officeId: string, req: SetQuotaRequest, options?: RequestOptions): APIPromise<Quota> {
    return this.call(credits.setQuota, { officeId, body: req }, options);
  }
}
