import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on environment variables. */
export function env({ agents, variables }: Platform): Handlers<typeof contract.env> {
  return {
    list: ({ office }) =>
      Object.keys(variables.ofOffice(office.id)).map((key) => ({ key, source: 'office' })),

    values: ({ office }) => variables.ofOffice(office.id),

    set: ({ office, body }) => variables.set(office, body),

    delete: ({ office, params }) => variables.delete(office, params.key),

    getAgentEnv: ({ office, params }) => variables.ofAgent(agents.get(office, params.name)),

    setAgentEnv: ({ office, params, body }) =>
      variables.setOfAgent(agents.get(office, params.name), params.key, body.value),
  };
}
