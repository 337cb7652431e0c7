import type { contract } from '@mitosislabs/api/contract';
import { ROLES } from '../../assumptions.ts';
import type { Handlers } from '../../core/Handler.ts';
import { notFound } from '../../errors.ts';

/** Serves the operations on roles. */
export function roles(): Handlers<typeof contract.roles> {
  return {
    list: () => ROLES.map(({ name, permissions }) => ({ name, permissions: [...permissions] })),

    get({ params }) {
      const role = ROLES.find(({ name }) => name === params.name);
      if (!role) throw notFound(`role ${params.name}`);
      return { name: role.name, permissions: [...role.permissions] };
    },
  };
}
