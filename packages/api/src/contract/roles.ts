import { list } from '../schema.ts';
import { roleSchema } from '../types/Role.ts';
import type { Group } from './Endpoint.ts';

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
