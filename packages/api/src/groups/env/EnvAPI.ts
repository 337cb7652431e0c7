import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type EnvVar, env } from './contract.ts';

/**
 * Environment variables of an office and its agents.
 *
 * @example
 * ```ts
 * import { EnvAPI } from '@mitosislabs/api/env';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const env = new EnvAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * await env.set('office-id', { TZ: 'UTC' });
 * console.log(await env.values('office-id'));
 * ```
 */
export class EnvAPI extends GroupAPI implements Covers<typeof env> {
  /**
   * Lists the environment variables of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/env`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<EnvVar[]> {
    return this.call(env.list, { officeId }, options);
  }

  /**
   * Gets the environment variables of an office with their values.
   *
   * Route: `GET /api/v1/offices/{officeId}/env/values`.
   *
   * @returns the values by name. They may be secrets.
   */
  values(officeId: string, options?: RequestOptions): APIPromise<Record<string, string>> {
    return this.call(env.values, { officeId }, options);
  }

  /**
   * Sets environment variables of an office; the others stay.
   *
   * Route: `PUT /api/v1/offices/{officeId}/env`.
   *
   * @param vars - The values by name.
   */
  set(officeId: string, vars: Record<string, string>, options?: RequestOptions): APIPromise<void> {
    return this.call(env.set, { officeId, body: vars }, options);
  }

  /**
   * Deletes an environment variable of an office.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/env/{key}`.
   *
   * @param key - The variable's name.
   */
  delete(officeId: string, key: string, options?: RequestOptions): APIPromise<void> {
    return this.call(env.delete, { officeId, key }, options);
  }

  /**
   * Gets the environment variables of one agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/env`.
   *
   * @param name - The agent's name.
   * @returns the values by name. They may be secrets.
   */
  getAgentEnv(officeId: string, name: string, options?: RequestOptions): APIPromise<Record<string, string>> {
    return this.call(env.getAgentEnv, { officeId, name }, options);
  }

  /**
   * Sets an environment variable of one agent.
   *
   * Route: `PUT /api/v1/offices/{officeId}/employees/{name}/env/{key}`.
   *
   * @param name - The agent's name.
   * @param key - The variable's name.
   * @param value - Its value.
   */
  setAgentEnv(
    officeId: string,
    name: string,
    key: string,
    value: string,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(env.setAgentEnv, { officeId, name, key, body: { value } }, options);
  }
}
