import type { Group } from '../../contract/Endpoint.ts';
import { list, type Schema, shape, text, texts } from '../../contract/schema.ts';

/** Something that agents can be hired as. */
export interface Role {
  /** What it is called. */
  name: string;
  /** What it may do. */
  permissions: string[];
}

/** The schema of {@link Role}. */
export const roleSchema: Schema<Role> = shape<Role>({
  name: text,
  permissions: texts,
});

/** The operations on roles. */
export const roles = {
  list: {
    name: 'roles.list',
    route: 'GET /api/v1/offices/{officeId}/roles',
    answer: 'json',
    output: list(roleSchema),
    repeat: 'safe',
  },
  get: {
    name: 'roles.get',
    route: 'GET /api/v1/offices/{officeId}/roles/{name}',
    answer: 'json',
    output: roleSchema,
    repeat: 'safe',
  },
} as const satisfies Group;
