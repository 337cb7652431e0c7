import type { contract } from '@mitosislabs/api/contract';
import { notFound } from '../ApiError.ts';
import { ROLES } from '../assumptions.ts';
import type { Handlers } from '../core/Handler.ts';

/** What the operations on roles do. */
export const roles: Handlers<typeof contract.roles> = {
  list: () => ROLES.map(({ name, permissions }) => ({ name, permissions: [...permissions] })),

  get({ params }) {
    const role = ROLES.find(({ name }) => name === params.name);
    if (!role) throw notFound(`role ${params.name}`);
    return { name: role.name, permissions: [...role.permissions] };
  },
};
