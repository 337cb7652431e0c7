import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type Role, roles } from './contract.ts';

/**
 * Roles that agents can be hired for.
 *
 * @example
 * ```ts
 * import { RolesAPI } from '@mitosislabs/api/roles';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const api = new RolesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const roles = await api.list('office-id');
 * console.log(roles.map((role) => role.name));
 * ```
 */
export class RolesAPI extends GroupAPI implements Covers<typeof roles> {
  /**
   * Lists the roles of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/roles`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<Role[]> {
    return this.call(roles.list, { officeId }, options);
  }

  /**
   * Gets one role.
   *
   * Route: `GET /api/v1/offices/{officeId}/roles/{name}`.
   *
   * @param name - The role's name.
   * @throws {@link NotFoundError} when there is no such role.
   */
  get(officeId: string, name: string, options?: RequestOptions): APIPromise<Role> {
    return this.call(roles.get, { officeId, name }, options);
  }
}
