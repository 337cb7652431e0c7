import { randomUUID } from 'node:crypto';
import type { PodCallback } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { badRequest, notFound } from '../ApiError.ts';
import { isoTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import type { Platform } from '../platform/Platform.ts';
import { record } from '../platform/record.ts';
import { setPhase } from '../platform/setPhase.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { CallbackRow } from '../store/CallbackStore.ts';

/** What the operations on callbacks do. */
export const callbacks: Handlers<typeof contract.callbacks> = {
  podEvent({ platform, office, caller, body }) {
    const { type, payload = {} } = body;
    if (type.trim() === '') throw badRequest('type must not be empty.');
    platform.store.callbacks.insert({
      id: randomUUID(),
      office_id: office.id,
      type,
      payload: JSON.stringify(payload),
      created_at: platform.now(),
    });
    if (caller.kind === 'agent') follow(platform, caller.agent, type, payload);
  },

  list: ({ platform, office }) => platform.store.callbacks.ofOffice(office.id).map(callbackAnswer),

  get({ platform, office, params }) {
    const callback = platform.store.callbacks.byId(office.id, params.callbackId);
    if (!callback) throw notFound(`callback ${params.callbackId} in this office`);
    return callbackAnswer(callback);
  },
};

/** (A) What an agent reports of itself moves it: it is ready, or it has failed. */
function follow(platform: Platform, agent: AgentRow, type: string, payload: Record<string, unknown>): void {
  const message = typeof payload['message'] === 'string' ? payload['message'] : `its pod reported ${type}`;
  if (type === 'ready' && agent.phase === 'provisioning') {
    setPhase(platform, agent, 'ready', message);
    return;
  }
  record(platform, agent, {
    category: 'lifecycle',
    type: `pod ${type}`,
    summary: message,
    metadata: payload,
  });
  if (type !== 'error' && type !== 'failed') return;
  platform.store.agents.update(agent.id, { last_error: message, last_error_at: platform.now() });
  if (type === 'failed' && (agent.phase === 'ready' || agent.phase === 'provisioning')) {
    setPhase(platform, agent, 'failed', message);
  }
}

function callbackAnswer({ id, type, payload, created_at }: CallbackRow): PodCallback {
  return { id, type, payload: JSON.parse(payload), created_at: isoTime(created_at) };
}
