import { list, shape, text } from '../schema.ts';
import { clusterStatusSchema } from '../types/ClusterStatus.ts';
import { createOfficeRequestSchema } from '../types/CreateOfficeRequest.ts';
import { officeSchema } from '../types/Office.ts';
import { officeSecretSchema } from '../types/OfficeSecret.ts';
import { officeSettingsSchema } from '../types/OfficeSettings.ts';
import type { Group } from './Endpoint.ts';

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
