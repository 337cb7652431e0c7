import { all, none, self } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, optional, type Schema, shape, string, stringRecord } from '../../contract/schema.ts';
import { readEnv } from './readEnv.ts';

/** An environment variable. */
export interface EnvVar {
  /** Its name. */
  key: string;
  /** Its value; omitted if it is hidden. */
  value?: string;
  /** Its source, in one word. */
  source?: string;
}

/** The schema of {@link EnvVar}. */
export const envVarSchema: Schema<EnvVar> = shape<EnvVar>({
  key: string,
  value: optional(string),
  source: optional(string),
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
export const env = group('env', {
  list: {
    route: 'GET /api/v1/offices/{officeId}/env',
    responseType: 'json',
    output: array(envVarSchema),
    idempotency: 'safe',
    access: all,
  },
  values: {
    route: 'GET /api/v1/offices/{officeId}/env/values',
    responseType: 'json',
    output: stringRecord,
    read: readEnv,
    idempotency: 'safe',
    access: all,
  },
  set: {
    route: 'PUT /api/v1/offices/{officeId}/env',
    body: stringRecord,
    argument: 'vars',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'env.list',
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/env/{key}',
    responseType: 'none',
    reserved,
    idempotency: 'idempotent',
    access: none,
    lookup: 'env.list',
  },
  getAgentEnv: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/env',
    responseType: 'json',
    output: stringRecord,
    read: readEnv,
    idempotency: 'safe',
    access: self,
  },
  setAgentEnv: {
    route: 'PUT /api/v1/offices/{officeId}/employees/{name}/env/{key}',
    body: shape<{ value: string }>({ value: string }),
    bodyField: 'value',
    argument: 'value',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'env.getAgentEnv',
  },
} as const satisfies Operations);
