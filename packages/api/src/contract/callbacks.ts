import { list } from '../schema.ts';
import { podCallbackSchema } from '../types/PodCallback.ts';
import { podEventRequestSchema } from '../types/PodEventRequest.ts';
import type { Group } from './Endpoint.ts';

/** `POST …/callbacks/pod-event` is an operation of its own. */
const reserved = { callbackId: ['pod-event'] } as const;

/** The operations on callbacks. */
export const callbacks = {
  podEvent: {
    name: 'callbacks.podEvent',
    route: 'POST /api/v1/offices/{officeId}/callbacks/pod-event',
    body: podEventRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    lookup: 'callbacks.list',
  },
  list: {
    name: 'callbacks.list',
    route: 'GET /api/v1/offices/{officeId}/callbacks',
    answer: 'json',
    output: list(podCallbackSchema),
    repeat: 'safe',
  },
  get: {
    name: 'callbacks.get',
    route: 'GET /api/v1/offices/{officeId}/callbacks/{callbackId}',
    answer: 'json',
    output: podCallbackSchema,
    reserved,
    repeat: 'safe',
  },
} as const satisfies Group;
