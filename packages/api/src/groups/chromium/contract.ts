import type { Group } from '../../contract/Endpoint.ts';
import { optional, type Schema, shape, text } from '../../contract/schema.ts';

/** A browser that runs in an office. */
export interface ChromiumInstance {
  /** Unique id. */
  id: string;
  /** How it is doing, in one word. */
  status: string;
  /** Where it can be watched: a URL. */
  vnc_url?: string;
}

/** The schema of {@link ChromiumInstance}. */
export const chromiumInstanceSchema: Schema<ChromiumInstance> = shape<ChromiumInstance>({
  id: text,
  status: text,
  vnc_url: optional(text),
});

/** The operations on the browser. */
export const chromium = {
  start: {
    name: 'chromium.start',
    route: 'POST /api/v1/offices/{officeId}/chromium/start',
    answer: 'json',
    output: chromiumInstanceSchema,
    repeat: 'keyed',
    lookup: 'chromium.status',
  },
  status: {
    name: 'chromium.status',
    route: 'GET /api/v1/offices/{officeId}/chromium/status',
    answer: 'json',
    output: chromiumInstanceSchema,
    repeat: 'safe',
  },
  done: {
    name: 'chromium.done',
    route: 'POST /api/v1/offices/{officeId}/chromium/done',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'chromium.status',
  },
  delete: {
    name: 'chromium.delete',
    route: 'DELETE /api/v1/offices/{officeId}/chromium',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'chromium.status',
  },
} as const satisfies Group;
