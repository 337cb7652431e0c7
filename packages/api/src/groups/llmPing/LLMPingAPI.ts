import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { llmPing, type PingResult } from './contract.ts';

/**
 * LLM ping: checks whether models respond.
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
   * Pings the model of an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/llm-ping`.
   *
   * @returns the result. A model that does not respond is a result, not an error.
   */
  ping(officeId: string, options?: RequestOptions): APIPromise<PingResult> {
    return this.call(llmPing.ping, { officeId }, options);
  }

  /**
   * Pings the model of one agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/llm-ping`.
   *
   * @param name - The agent's name.
   * @returns the result. A model that does not respond is a result, not an error.
   */
  agentPing(officeId: string, name: string, options?: RequestOptions): APIPromise<PingResult> {
    return this.call(llmPing.agentPing, { officeId, name }, options);
  }
}
