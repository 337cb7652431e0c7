import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { llmPing, type PingResult } from './contract.ts';

/**
 * LLM ping: whether models answer.
 *
 * @example
 * ```ts
 * import { LLMPingAPI } from '@mitosislabs/api/llmPing';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const llmPing = new LLMPingAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const { success, latency_ms } = await llmPing.ping('office-id');
 * console.log(success, latency_ms);
 * ```
 */
export class LLMPingAPI extends GroupAPI implements Covers<typeof llmPing> {
  /**
   * Tries the model of an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/llm-ping`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns how it answered: a model that does not is an answer, not an error.
   */
  ping(officeId: string, options?: RequestOptions): APIPromise<PingResult> {
    return this.call(llmPing.ping, { officeId }, options);
  }

  /**
   * Tries the model of one agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/llm-ping`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   * @returns how it answered: a model that does not is an answer, not an error.
   */
  agentPing(officeId: string, name: string, options?: RequestOptions): APIPromise<PingResult> {
    return this.call(llmPing.agentPing, { officeId, name }, options);
  }
}
