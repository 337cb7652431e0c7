import type { Group } from '../../contract/Endpoint.ts';
import { list, optional, type Schema, shape, text, texts } from '../../contract/schema.ts';

/** What an agent shall be allowed to do. */
export interface CreateDelegateRequest {
  /** All of it: what is not listed is not allowed. */
  permissions: string[];
}

/** The schema of {@link CreateDelegateRequest}. */
export const createDelegateRequestSchema: Schema<CreateDelegateRequest> = shape<CreateDelegateRequest>({
  permissions: texts,
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
  agent_id: text,
  permissions: texts,
  created_at: text,
});

/** The operations on delegates. */
export const delegates = {
  list: {
    name: 'delegates.list',
    route: 'GET /api/v1/offices/{officeId}/delegates',
    answer: 'json',
    output: list(delegateSchema),
    repeat: 'safe',
  },
  get: {
    name: 'delegates.get',
    route: 'GET /api/v1/offices/{officeId}/delegates/{agentId}',
    answer: 'json',
    output: delegateSchema,
    repeat: 'safe',
  },
  create: {
    name: 'delegates.create',
    route: 'POST /api/v1/offices/{officeId}/delegates/{agentId}',
    body: createDelegateRequestSchema,
    answer: 'json',
    output: delegateSchema,
    repeat: 'keyed',
    lookup: 'delegates.list',
    errors: [409],
  },
  update: {
    name: 'delegates.update',
    route: 'PATCH /api/v1/offices/{officeId}/delegates/{agentId}',
    body: shape<Partial<CreateDelegateRequest>>({ permissions: optional(texts) }),
    answer: 'json',
    output: delegateSchema,
    repeat: 'idempotent',
    lookup: 'delegates.get',
  },
  delete: {
    name: 'delegates.delete',
    route: 'DELETE /api/v1/offices/{officeId}/delegates/{agentId}',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'delegates.list',
  },
} as const satisfies Group;
