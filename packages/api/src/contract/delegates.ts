import { list, optional, shape, texts } from '../schema.ts';
import { type CreateDelegateRequest, createDelegateRequestSchema } from '../types/CreateDelegateRequest.ts';
import { delegateSchema } from '../types/Delegate.ts';
import type { Group } from './Endpoint.ts';

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
