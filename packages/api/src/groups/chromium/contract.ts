import { browse } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { optional, type Schema, shape, string } from '../../contract/schema.ts';

/** A browser that runs in an office. */
export interface ChromiumInstance {
  /** Unique id. */
  id: string;
  /** Its status, in one word. */
  status: string;
  /** The URL where it can be watched. */
  vnc_url?: string;
}

/** The schema of {@link ChromiumInstance}. */
export const chromiumInstanceSchema: Schema<ChromiumInstance> = shape<ChromiumInstance>({
  id: string,
  status: string,
  vnc_url: optional(string),
});

/** The operations on the browser. */
export const chromium = group('chromium', {
  start: {
    route: 'POST /api/v1/offices/{officeId}/chromium/start',
    responseType: 'json',
    output: chromiumInstanceSchema,
    idempotency: 'idempotency-key',
    access: browse,
    lookup: 'chromium.status',
  },
  status: {
    route: 'GET /api/v1/offices/{officeId}/chromium/status',
    responseType: 'json',
    output: chromiumInstanceSchema,
    idempotency: 'safe',
    access: browse,
  },
  done: {
    route: 'POST /api/v1/offices/{officeId}/chromium/done',
    responseType: 'none',
    idempotency: 'idempotent',
    access: browse,
    lookup: 'chromium.status',
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/chromium',
    responseType: 'none',
    idempotency: 'idempotent',
    access: browse,
    lookup: 'chromium.status',
  },
} as const satisfies Operations);
