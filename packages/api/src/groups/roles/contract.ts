import { all } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, type Schema, shape, string, stringArray } from '../../contract/schema.ts';

/** A role that agents can be hired for. */
export interface Role {
  /** The name. */
  name: string;
  /** The permissions of the role. */
  permissions: string[];
}

/** The schema of {@link Role}. */
export const roleSchema: Schema<Role> = shape<Role>({
  name: string,
  permissions: stringArray,
});

/** The operations on roles. */
export const roles = group('roles', {
  list: {
    route: 'GET /api/v1/offices/{officeId}/roles',
    responseType: 'json',
    output: array(roleSchema),
    idempotency: 'safe',
    access: all,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/roles/{name}',
    responseType: 'json',
    output: roleSchema,
    idempotency: 'safe',
    access: all,
  },
} as const satisfies Operations);
