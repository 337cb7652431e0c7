import type { PodCallback } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { CallbackRow } from '../../store/tables/activity.ts';

/** Serves the operations on callbacks. */
export function callbacks({ callbacks }: Platform): Handlers<typeof contract.callbacks> {
  return {
    podEvent({ office, caller, body: { type, payload = {} } }) {
      const agent = caller.kind === 'agent' ? caller.agent : undefined;
      callbacks.add(office, agent, type, payload);
    },

    list: ({ office }) => callbacks.list(office).map(toCallback),

    get: ({ office, params }) => toCallback(callbacks.get(office, params.callbackId)),
  };
}

function toCallback({ id, type, payload, created_at }: CallbackRow): PodCallback {
  return { id, type, payload: JSON.parse(payload), created_at: isoTime(created_at) };
}
