import type { Group } from '../../contract/Endpoint.ts';
import { boolean, list, oneOf, optional, record, type Schema, shape, text } from '../../contract/schema.ts';

/** How one part of an office's machinery is doing. */
export interface ComponentStatus {
  /** Whether it works. */
  ready: boolean;
  /** What is the matter, for people to read. */
  message?: string;
}

/** The schema of {@link ComponentStatus}. */
export const componentStatusSchema: Schema<ComponentStatus> = shape<ComponentStatus>({
  ready: boolean,
  message: optional(text),
});

/** How the machinery of an office is doing. */
export interface ClusterStatus {
  /** All of it, in one word. */
  phase: 'ready' | 'degraded' | 'failed' | 'provisioning';
  /** The part that runs the agents. */
  operator: ComponentStatus;
  /** The part that lets requests in. */
  ingress: ComponentStatus;
  /** Where requests come in: a URL or a host. */
  ingressEndpoint?: string;
  /** What is the matter, for people to read. */
  message?: string;
}

/** The schema of {@link ClusterStatus}. */
export const clusterStatusSchema: Schema<ClusterStatus> = shape<ClusterStatus>({
  phase: oneOf('ready', 'degraded', 'failed', 'provisioning'),
  operator: componentStatusSchema,
  ingress: componentStatusSchema,
  ingressEndpoint: optional(text),
  message: optional(text),
});

/** An office to create. */
export interface CreateOfficeRequest {
  /** What to call it. Dropped when the caller owns an office already, unless `forceCreate` is set. */
  name: string;
  /** The id of the user who shall own it. Default: the caller. */
  owner_id?: string;
  /** Creates a second office for a caller who owns one. Default: `false`, which answers with the one there is. */
  forceCreate?: boolean;
}

/** The schema of {@link CreateOfficeRequest}. */
export const createOfficeRequestSchema: Schema<CreateOfficeRequest> = shape<CreateOfficeRequest>({
  name: text,
  owner_id: optional(text),
  forceCreate: optional(boolean),
});

/** An office: where agents live and work. Also called a colony. */
export interface Office {
  /** Unique id. */
  id: string;
  /** What it is called. */
  name: string;
  /** The id of the user who owns it. */
  owner_id: string;
  /** When it was created: ISO 8601. */
  created_at: string;
  /** Its settings, as far as the answer carries them. */
  settings?: Record<string, unknown>;
  /**
   * Only in the answer to `offices.create`: `true` when nothing was created and this is an office that the caller owned
   * before; the asked-for name was dropped.
   */
  existing?: boolean;
}

/** The schema of {@link Office}. */
export const officeSchema: Schema<Office> = shape<Office>({
  id: text,
  name: text,
  owner_id: text,
  created_at: text,
  settings: optional(record),
  existing: optional(boolean),
});

/** The secret that an office got instead of its old one. */
export interface OfficeSecret {
  /** The new secret. It is shown this once. */
  secret: string;
}

/** The schema of {@link OfficeSecret}. */
export const officeSecretSchema: Schema<OfficeSecret> = shape<OfficeSecret>({
  secret: text,
});

/** The settings of an office: an open set, by name. */
export interface OfficeSettings {
  /** One setting. */
  [key: string]: unknown;
}

/** The schema of {@link OfficeSettings}. */
export const officeSettingsSchema: Schema<OfficeSettings> = record;

/** The operations on offices. */
export const offices = {
  create: {
    name: 'offices.create',
    route: 'POST /api/v1/offices',
    dashboardPath: '/api/offices',
    body: createOfficeRequestSchema,
    answer: 'json',
    output: officeSchema,
    repeat: 'keyed',
    lookup: 'offices.list',
    errors: [409],
  },
  list: {
    name: 'offices.list',
    route: 'GET /api/v1/offices',
    answer: 'json',
    output: list(officeSchema),
    repeat: 'safe',
  },
  get: {
    name: 'offices.get',
    route: 'GET /api/v1/offices/{officeId}',
    answer: 'json',
    output: officeSchema,
    repeat: 'safe',
  },
  getSettings: {
    name: 'offices.getSettings',
    route: 'GET /api/v1/offices/{officeId}/settings',
    answer: 'json',
    output: officeSettingsSchema,
    repeat: 'safe',
  },
  updateSettings: {
    name: 'offices.updateSettings',
    route: 'PATCH /api/v1/offices/{officeId}/settings',
    body: officeSettingsSchema,
    argument: 'settings',
    answer: 'json',
    output: officeSettingsSchema,
    repeat: 'idempotent',
    lookup: 'offices.getSettings',
  },
  delete: {
    name: 'offices.delete',
    route: 'DELETE /api/v1/offices/{officeId}',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'offices.list',
  },
  status: {
    name: 'offices.status',
    route: 'GET /api/v1/offices/{officeId}/status',
    answer: 'json',
    output: clusterStatusSchema,
    repeat: 'safe',
  },
  kubeconfig: {
    name: 'offices.kubeconfig',
    route: 'GET /api/v1/offices/{officeId}/kubeconfig',
    answer: 'text',
    repeat: 'safe',
  },
  transfer: {
    name: 'offices.transfer',
    route: 'POST /api/v1/offices/{officeId}/transfer',
    body: shape<{ new_owner_id: string }>({ new_owner_id: text }),
    bodyField: 'new_owner_id',
    argument: 'newOwnerId',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'offices.list',
  },
  rotateSecret: {
    name: 'offices.rotateSecret',
    route: 'POST /api/v1/offices/{officeId}/rotate-secret',
    answer: 'json',
    output: officeSecretSchema,
    repeat: 'keyed',
  },
  setSecret: {
    name: 'offices.setSecret',
    route: 'PUT /api/v1/offices/{officeId}/secrets/{secretName}',
    body: shape<{ value: string }>({ value: text }),
    bodyField: 'value',
    argument: 'value',
    answer: 'none',
    repeat: 'idempotent',
  },
  suspend: {
    name: 'offices.suspend',
    route: 'POST /api/v1/offices/{officeId}/suspend',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'offices.get',
  },
  resume: {
    name: 'offices.resume',
    route: 'POST /api/v1/offices/{officeId}/resume',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'offices.get',
  },
} as const satisfies Group;
