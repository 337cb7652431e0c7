import { none, self } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, optional, type Schema, shape, string, stringArray } from '../../contract/schema.ts';

/** Permissions to give to an agent. */
export interface CreateDelegateRequest {
  /** The complete list of permissions: permissions that are not listed are not given. */
  permissions: string[];
}

/** The schema of {@link CreateDelegateRequest}. */
export const createDelegateRequestSchema: Schema<CreateDelegateRequest> = shape<CreateDelegateRequest>({
  permissions: stringArray,
});

/** An agent with permissions to act in the name of the office's owner. */
export interface Delegate {
  /** The agent's name. */
  agent_id: string;
  /** Its permissions. */
  permissions: string[];
  /** When it became a delegate: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Delegate}. */
export const delegateSchema: Schema<Delegate> = shape<Delegate>({
  agent_id: string,
  permissions: stringArray,
  created_at: string,
});

/** The operations on delegates. */
export const delegates = group('delegates', {
  list: {
    route: 'GET /api/v1/offices/{officeId}/delegates',
    responseType: 'json',
    output: array(delegateSchema),
    idempotency: 'safe',
    access: none,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/delegates/{agentId}',
    responseType: 'json',
    output: delegateSchema,
    idempotency: 'safe',
    access: self,
  },
  create: {
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
    route: 'PATCH /api/v1/offices/{officeId}/delegates/{agentId}',
    body: shape<Partial<CreateDelegateRequest>>({ permissions: optional(stringArray) }),
    responseType: 'json',
    output: delegateSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'delegates.get',
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/delegates/{agentId}',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'delegates.list',
  },
} as const satisfies Operations);
