import type { Group } from '../../contract/Endpoint.ts';
import { list, optional, type Schema, shape, text, textRecord } from '../../contract/schema.ts';
import { readEnv } from './readEnv.ts';

/** An environment variable. */
export interface EnvVar {
  /** Its name. */
  key: string;
  /** Its value; left out where it is not to be seen. */
  value?: string;
  /** Where it comes from, in one word. */
  source?: string;
}

/** The schema of {@link EnvVar}. */
export const envVarSchema: Schema<EnvVar> = shape<EnvVar>({
  key: text,
  value: optional(text),
  source: optional(text),
});

/** An environment variable to set. */
export interface SetEnvRequest {
  /** Its name. */
  key: string;
  /** Its value. */
  value: string;
}

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
