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
 * Credits: the balance, the usage and the quota of an office.
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
   * Gets the credit balance of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/credits`.
   */
  balance(officeId: string, options?: RequestOptions): APIPromise<CreditBalance> {
    return this.call(credits.balance, { officeId }, options);
  }

  /**
   * Adds credits to an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/credits`.
   *
   * @param req - The amount, and the reason.
   * @returns the new balance.
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
   * @param opts - The page: `offset`, and `limit`, which is the size of a page.
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
   * Gets the usage of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage`.
   *
   * @returns the usage, in the platform's own format.
   */
  usage(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.usage, { officeId }, options);
  }

  /**
   * Gets the current usage of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/current`.
   *
   * @returns the usage, in the platform's own format.
   */
  usageCurrent(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.usageCurrent, { officeId }, options);
  }

  /**
   * Sums up the usage of an office's pods.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/summary`.
   */
  usageSummary(officeId: string, options?: RequestOptions): APIPromise<UsageSummary> {
    return this.call(credits.usageSummary, { officeId }, options);
  }

  /**
   * Gets the model usage of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/llm`.
   *
   * @returns the usage, in the platform's own format.
   */
  llmUsage(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.llmUsage, { officeId }, options);
  }

  /**
   * Sums up the model usage of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/usage/llm/summary`.
   */
  llmUsageSummary(officeId: string, options?: RequestOptions): APIPromise<LLMUsageSummary> {
    return this.call(credits.llmUsageSummary, { officeId }, options);
  }

  /**
   * Gets the usage of one agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/usage`.
   *
   * @param name - The agent's name.
   * @returns the usage, in the platform's own format.
   */
  agentUsage(officeId: string, name: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(credits.agentUsage, { officeId, name }, options);
  }

  /**
   * Gets the quota of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/quota`.
   */
  quota(officeId: string, options?: RequestOptions): APIPromise<Quota> {
    return this.call(credits.quota, { officeId }, options);
  }

  /**
   * Sets the quota of an office.
   *
   * Route: `PUT /api/v1/offices/{officeId}/quota`.
   *
   * @param req - The tier, and limits that differ from it.
   */
  setQuota(officeId: string, req: SetQuotaRequest, options?: RequestOptions): APIPromise<Quota> {
    return this.call(credits.setQuota, { officeId, body: req }, options);
  }
}
