import { readEnv } from '../readEnv.ts';
import { list, shape, text, textRecord } from '../schema.ts';
import { envVarSchema } from '../types/EnvVar.ts';
import type { Group } from './Endpoint.ts';

/** `GET …/env/values` is an operation of its own. */
const reserved = { key: ['values'] } as const;

/** The operations on environment variables. */
export const env = {
  list: {
    name: 'env.list',
    route: 'GET /api/v1/offices/{officeId}/env',
    answer: 'json',
    output: list(envVarSchema),
    repeat: 'safe',
  },
  values: {
    name: 'env.values',
    route: 'GET /api/v1/offices/{officeId}/env/values',
    answer: 'json',
    output: textRecord,
    read: readEnv,
    repeat: 'safe',
  },
  set: {
    name: 'env.set',
    route: 'PUT /api/v1/offices/{officeId}/env',
    body: textRecord,
    argument: 'vars',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'env.list',
  },
  delete: {
    name: 'env.delete',
    route: 'DELETE /api/v1/offices/{officeId}/env/{key}',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
    lookup: 'env.list',
  },
  getAgentEnv: {
    name: 'env.getAgentEnv',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/env',
    answer: 'json',
    output: textRecord,
    read: readEnv,
    repeat: 'safe',
  },
  setAgentEnv: {
    name: 'env.setAgentEnv',
    route: 'PUT /api/v1/offices/{officeId}/employees/{name}/env/{key}',
    body: shape<{ value: string }>({ value: text }),
    bodyField: 'value',
    argument: 'value',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'env.getAgentEnv',
  },
} as const satisfies Group;
