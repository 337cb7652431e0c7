import { all, none, part, self } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import {
  array,
  optional,
  record,
  type Schema,
  shape,
  string,
  stringArray,
  unknown,
} from '../../contract/schema.ts';
import {
  activityEventSchema,
  activityQuerySchema,
  chatSessionSchema,
  employeeLastErrorSchema,
  employeeLogsSchema,
  employeePresenceSchema,
  heartbeatSchema,
  logsQuerySchema,
  statusEventSchema,
} from './activity.ts';
import {
  type EmployeeResources,
  employeeResourcesSchema,
  employeeSchema,
  hireRequestSchema,
  updateEmployeeRequestSchema,
} from './Employee.ts';

/** An action for an agent's pod. */
export interface EmployeeAction {
  /** The action, in one word. */
  action: string;
  /** The parameters of the action. */
  params?: Record<string, unknown>;
}

/** The schema of {@link EmployeeAction}. */
export const employeeActionSchema: Schema<EmployeeAction> = shape<EmployeeAction>({
  action: string,
  params: optional(record),
});

/** The new model of an agent. */
export interface PromoteRequest {
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier: string;
  /** The provider of the model. Default: unchanged. */
  provider?: string;
  /** The new resources of its pod. */
  resources?: EmployeeResources;
}

/** The schema of {@link PromoteRequest}. */
export const promoteRequestSchema: Schema<PromoteRequest> = shape<PromoteRequest>({
  modelTier: string,
  provider: optional(string),
  resources: optional(employeeResourcesSchema),
});

/** Changes to the skills of an agent. */
export interface SkillsRequest {
  /** The names of the skills to add. */
  add?: string[];
  /** The names of the skills to remove. */
  remove?: string[];
}

/** The schema of {@link SkillsRequest}. */
export const skillsRequestSchema: Schema<SkillsRequest> = shape<SkillsRequest>({
  add: optional(stringArray),
  remove: optional(stringArray),
});

/** The operations on employees, the agents of an office. */
export const employees = group('employees', {
  hire: {
    route: 'POST /api/v1/offices/{officeId}/employees',
    dashboardPath: '/api/offices/{officeId}/employees',
    body: hireRequestSchema,
    responseType: 'json',
    output: employeeSchema,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'employees.list',
    errors: [402, 409, 429],
  },
  list: {
    route: 'GET /api/v1/offices/{officeId}/employees',
    responseType: 'json',
    output: array(employeeSchema),
    idempotency: 'safe',
    access: part,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}',
    responseType: 'json',
    output: employeeSchema,
    idempotency: 'safe',
    access: part,
  },
  update: {
    route: 'PATCH /api/v1/offices/{officeId}/employees/{name}',
    body: updateEmployeeRequestSchema,
    responseType: 'json',
    output: employeeSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'employees.get',
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/employees/{name}',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'employees.list',
  },
  logs: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/logs',
    query: logsQuerySchema,
    responseType: 'json',
    output: employeeLogsSchema,
    idempotency: 'safe',
    access: self,
  },
  activity: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/activity',
    query: activityQuerySchema,
    argument: 'query',
    responseType: 'json',
    output: array(activityEventSchema),
    idempotency: 'safe',
    access: self,
  },
  presence: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/presence',
    responseType: 'json',
    output: employeePresenceSchema,
    idempotency: 'safe',
    access: all,
  },
  lastError: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/last-error',
    responseType: 'json',
    output: employeeLastErrorSchema,
    idempotency: 'safe',
    access: self,
  },
  action: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/action',
    body: employeeActionSchema,
    argument: 'action',
    responseType: 'json',
    output: unknown,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'employees.activity',
  },
  promote: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/promote',
    body: promoteRequestSchema,
    responseType: 'json',
    output: employeeSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'employees.get',
  },
  setSkills: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/skills',
    body: skillsRequestSchema,
    responseType: 'json',
    output: employeeSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'employees.get',
  },
  logStatusEvent: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/events',
    body: statusEventSchema,
    argument: 'event',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: self,
    lookup: 'employees.events',
  },
  archive: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/archive',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'employees.list',
  },
  restore: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/restore',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'employees.list',
    errors: [409],
  },
  rotateCredentials: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/credentials/rotate',
    responseType: 'none',
    idempotency: 'idempotency-key',
    destructive: true,
    access: none,
    lookup: 'employees.activity',
  },
  lifecycle: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/lifecycle',
    body: shape<{ action: string }>({ action: string }),
    bodyField: 'action',
    argument: 'action',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'employees.get',
  },
  events: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/events',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: self,
  },
  chatSessions: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/chat-sessions',
    responseType: 'json',
    output: array(chatSessionSchema),
    idempotency: 'safe',
    access: self,
  },
  heartbeat: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/heartbeat',
    responseType: 'json',
    output: heartbeatSchema,
    idempotency: 'idempotent',
    access: self,
    lookup: 'employees.presence',
    side: 'agent',
  },
} as const satisfies Operations);
