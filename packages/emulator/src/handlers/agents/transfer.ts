import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import { badRequest } from '../../errors.ts';
import type { Platform } from '../../platform/Platform.ts';

const PROGRESS = { prepared: 0, installed: 50, completed: 100 } as const;

/**
 * Serves the operations that move an agent. (A) `prepare`, then `install` with `{transfer_id, agent, from_office?}`, which
 * moves the agent into the office of the path, then `start` with `{transfer_id}`, which starts it there.
 */
export function transfer({ transfers }: Platform): Handlers<typeof contract.transfer> {
  return {
    prepare: ({ office }) => ({ transfer_id: transfers.prepare(office).id }),

    install({ office, caller, body }) {
      const isNamed = fieldOf(body, 'from_office') !== undefined;
      transfers.install(office, caller, {
        id: textIn(body, 'transfer_id'),
        agent: textIn(body, 'agent'),
        fromOffice: isNamed ? textIn(body, 'from_office') : undefined,
      });
    },

    start: ({ office, body }) => transfers.start(office, textIn(body, 'transfer_id')),

    status({ office, params }) {
      const { id, status } = transfers.get(office, params.transferId);
      return { transfer_id: id, status, progress: PROGRESS[status] };
    },
  };
}

function fieldOf(data: unknown, field: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
}

function textIn(data: unknown, field: string): string {
  const value = fieldOf(data, field);
  if (typeof value !== 'string' || value === '') throw badRequest(`${field} must be a text.`);
  return value;
}
