import { all, none, part } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import {
  array,
  boolean,
  enumOf,
  optional,
  record,
  type Schema,
  shape,
  string,
} from '../../contract/schema.ts';

/** The status of one component of an office's infrastructure. */
export interface ComponentStatus {
  /** Whether it works. */
  ready: boolean;
  /** Details of the status, for display. */
  message?: string;
}

/** The schema of {@link ComponentStatus}. */
export const componentStatusSchema: Schema<ComponentStatus> = shape<ComponentStatus>({
  ready: boolean,
  message: optional(string),
});

/** The status of an office's infrastructure. */
export interface ClusterStatus {
  /** The overall status, in one word. */
  phase: 'ready' | 'degraded' | 'failed' | 'provisioning';
  /** The component that runs the agents. */
  operator: ComponentStatus;
  /** The component that accepts requests. */
  ingress: ComponentStatus;
  /** The address for requests: a URL or a host. */
  ingressEndpoint?: string;
  /** Details of the status, for display. */
  message?: string;
}

/** The schema of {@link ClusterStatus}. */
export const clusterStatusSchema: Schema<ClusterStatus> = shape<ClusterStatus>({
  phase: enumOf('ready', 'degraded', 'failed', 'provisioning'),
  operator: componentStatusSchema,
  ingress: componentStatusSchema,
  ingressEndpoint: optional(string),
  message: optional(string),
});

/** An office to create. */
export interface CreateOfficeRequest {
  /** The name. Ignored when the caller owns an office already, unless `forceCreate` is set. */
  name: string;
  /** The id of the owner. Default: the caller. */
  owner_id?: string;
  /** Creates a second office for a caller who owns one. Default: `false`, which returns the existing one. */
  forceCreate?: boolean;
}

/** The schema of {@link CreateOfficeRequest}. */
export const createOfficeRequestSchema: Schema<CreateOfficeRequest> = shape<CreateOfficeRequest>({
  name: string,
  owner_id: optional(string),
  forceCreate: optional(boolean),
});

/** An office: where agents live and work. Also called a colony. */
export interface Office {
  /** Unique id. */
  id: string;
  /** The name. */
  name: string;
  /** The id of the user who owns it. */
  owner_id: string;
  /** When it was created: ISO 8601. */
  created_at: string;
  /** Its settings, if the response includes them. */
  settings?: Record<string, unknown>;
  /**
   * Only in the response of `offices.create`: `true` when nothing was created, and this is an office that the caller
   * owned before. The requested name was ignored.
   */
  existing?: boolean;
}

/** The schema of {@link Office}. */
export const officeSchema: Schema<Office> = shape<Office>({
  id: string,
  name: string,
  owner_id: string,
  created_at: string,
  settings: optional(record),
  existing: optional(boolean),
});

/** The new secret of an office. */
export interface OfficeSecret {
  /** The new secret. It is returned only once. */
  secret: string;
}

/** The schema of {@link OfficeSecret}. */
export const officeSecretSchema: Schema<OfficeSecret> = shape<OfficeSecret>({
  secret: string,
});

/** The settings of an office: an open set, by name. */
export interface OfficeSettings {
  /** One setting. */
  [key: string]: unknown;
}

/** The schema of {@link OfficeSettings}. */
export const officeSettingsSchema: Schema<OfficeSettings> = record;

/** The operations on offices. */
export const offices = group('offices', {
  create: {
    route: 'POST /api/v1/offices',
    dashboardPath: '/api/offices',
    body: createOfficeRequestSchema,
    responseType: 'json',
    output: officeSchema,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'offices.list',
    errors: [409],
  },
  list: {
    route: 'GET /api/v1/offices',
    responseType: 'json',
    output: array(officeSchema),
    idempotency: 'safe',
    access: part,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}',
    responseType: 'json',
    output: officeSchema,
    idempotency: 'safe',
    access: all,
  },
  getSettings: {
    route: 'GET /api/v1/offices/{officeId}/settings',
    responseType: 'json',
    output: officeSettingsSchema,
    idempotency: 'safe',
    access: none,
  },
  updateSettings: {
    route: 'PATCH /api/v1/offices/{officeId}/settings',
    body: officeSettingsSchema,
    argument: 'settings',
    responseType: 'json',
    output: officeSettingsSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'offices.getSettings',
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'offices.list',
  },
  status: {
    route: 'GET /api/v1/offices/{officeId}/status',
    responseType: 'json',
    output: clusterStatusSchema,
    idempotency: 'safe',
    access: all,
  },
  kubeconfig: {
    route: 'GET /api/v1/offices/{officeId}/kubeconfig',
    responseType: 'text',
    idempotency: 'safe',
    access: none,
  },
  transfer: {
    route: 'POST /api/v1/offices/{officeId}/transfer',
    body: shape<{ new_owner_id: string }>({ new_owner_id: string }),
    bodyField: 'new_owner_id',
    argument: 'newOwnerId',
    responseType: 'none',
    idempotency: 'idempotency-key',
    destructive: true,
    access: none,
    lookup: 'offices.list',
  },
  rotateSecret: {
    route: 'POST /api/v1/offices/{officeId}/rotate-secret',
    responseType: 'json',
    output: officeSecretSchema,
    idempotency: 'idempotency-key',
    destructive: true,
    access: none,
  },
  setSecret: {
    route: 'PUT /api/v1/offices/{officeId}/secrets/{secretName}',
    body: shape<{ value: string }>({ value: string }),
    bodyField: 'value',
    argument: 'value',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
  suspend: {
    route: 'POST /api/v1/offices/{officeId}/suspend',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'offices.get',
  },
  resume: {
    route: 'POST /api/v1/offices/{officeId}/resume',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'offices.get',
  },
} as const satisfies Operations);
