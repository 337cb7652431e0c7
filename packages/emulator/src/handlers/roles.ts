import type { contract } from '@mitosislabs/api/contract';
import { ROLES } from '../assumptions.ts';
import { notFound } from '../platform/ApiError.ts';
import type { Handlers } from './Handler.ts';

/** What the operations on roles do. */
export const roles: Handlers<typeof contract.roles> = {
  list: () => ROLES.map(({ name, permissions }) => ({ name, permissions: [...permissions] })),

  get({ params }) {
    const role = ROLES.find(({ name }) => name === params.name);
    if (!role) throw notFound(`role ${params.name}`);
    return { name: role.name, permissions: [...role.permissions] };
  },
};
