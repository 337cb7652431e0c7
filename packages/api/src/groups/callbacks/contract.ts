import { none, part } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, optional, record, type Schema, shape, string } from '../../contract/schema.ts';

/** A report from a pod. */
export interface PodCallback {
  /** Unique id. */
  id: string;
  /** The type of the event, in one word. */
  type: string;
  /** The content of the event. */
  payload: Record<string, unknown>;
  /** When: ISO 8601. */
  created_at: string;
}

/** The schema of {@link PodCallback}. */
export const podCallbackSchema: Schema<PodCallback> = shape<PodCallback>({
  id: string,
  type: string,
  payload: record,
  created_at: string,
});

/** An event to report. */
export interface PodEventRequest {
  /** The type of the event, in one word, such as `ready`. */
  type: string;
  /** Details of the event. */
  payload?: Record<string, unknown>;
}

/** The schema of {@link PodEventRequest}. */
export const podEventRequestSchema: Schema<PodEventRequest> = shape<PodEventRequest>({
  type: string,
  payload: optional(record),
});

/** `POST …/callbacks/pod-event` is an operation of its own. */
const reserved = { callbackId: ['pod-event'] } as const;

/** The operations on callbacks. */
export const callbacks = group('callbacks', {
  podEvent: {
    route: 'POST /api/v1/offices/{officeId}/callbacks/pod-event',
    body: podEventRequestSchema,
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: part,
    lookup: 'callbacks.list',
  },
  list: {
    route: 'GET /api/v1/offices/{officeId}/callbacks',
    responseType: 'json',
    output: array(podCallbackSchema),
    idempotency: 'safe',
    access: none,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/callbacks/{callbackId}',
    responseType: 'json',
    output: podCallbackSchema,
    reserved,
    idempotency: 'safe',
    access: none,
  },
} as const satisfies Operations);
