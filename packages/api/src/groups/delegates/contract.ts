import { none, self } from '../../contract/access.ts';
import type { Group } from '../../contract/Endpoint.ts';
import { array, optional, type Schema, shape, string, stringArray } from '../../contract/schema.ts';

/** What an agent shall be allowed to do. */
export interface CreateDelegateRequest {
  /** All of it: what is not listed is not allowed. */
  permissions: string[];
}

/** The schema of {@link CreateDelegateRequest}. */
export const createDelegateRequestSchema: Schema<CreateDelegateRequest> = shape<CreateDelegateRequest>({
  permissions: stringArray,
});

/** What an agent may do in the name of the office's owner. */
export interface Delegate {
  /** The agent's name. */
  agent_id: string;
  /** What it may do. */
  permissions: string[];
  /** Since when: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Delegate}. */
export const delegateSchema: Schema<Delegate> = shape<Delegate>({
  agent_id: string,
  permissions: stringArray,
  created_at: string,
});

/** The operations on delegates. */
export const delegates = {
  list: {
    name: 'delegates.list',
    route: 'GET /api/v1/offices/{officeId}/delegates',
    responseType: 'json',
    output: array(delegateSchema),
    idempotency: 'safe',
    access: none,
  },
  get: {
    name: 'delegates.get',
    route: 'GET /api/v1/offices/{officeId}/delegates/{agentId}',
    responseType: 'json',
    output: delegateSchema,
    idempotency: 'safe',
    access: self,
  },
  create: {
    name: 'delegates.create',
    route: 'POST /api/v1/offices/{officeId}/delegates/{agentId}',
    body: createDelegateRequestSchema,
    responseType: 'json',
    output: delegateSchema,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'delegates.list',
    errors: [409],
  },
  update: {
    name: 'delegates.update',
    route: 'PATCH /api/v1/offices/{officeId}/delegates/{agentId}',
    body: shape<Partial<CreateDelegateRequest>>({ permissions: optional(stringArray) }),
    responseType: 'json',
    output: delegateSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'delegates.get',
  },
  delete: {
    name: 'delegates.delete',
    route: 'DELETE /api/v1/offices/{officeId}/delegates/{agentId}',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'delegates.list',
  },
} as const satisfies Group;
