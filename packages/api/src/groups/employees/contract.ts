import type { Group } from '../../contract/Endpoint.ts';
import { anything, list, optional, record, type Schema, shape, text, texts } from '../../contract/schema.ts';
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

/** Something that an agent's pod is asked to do. */
export interface EmployeeAction {
  /** What, in one word. */
  action: string;
  /** With what. */
  params?: Record<string, unknown>;
}

/** The schema of {@link EmployeeAction}. */
export const employeeActionSchema: Schema<EmployeeAction> = shape<EmployeeAction>({
  action: text,
  params: optional(record),
});

/** The model that an agent gets. */
export interface PromoteRequest {
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier: string;
  /** Who serves the model. Default: as before. */
  provider?: string;
  /** What its pod may use from now on. */
  resources?: EmployeeResources;
}

/** The schema of {@link PromoteRequest}. */
export const promoteRequestSchema: Schema<PromoteRequest> = shape<PromoteRequest>({
  modelTier: text,
  provider: optional(text),
  resources: optional(employeeResourcesSchema),
});

/** Skills that an agent gets or loses. */
export interface SkillsRequest {
  /** The names of those that it gets. */
  add?: string[];
  /** The names of those that it loses. */
  remove?: string[];
}

/** The schema of {@link SkillsRequest}. */
export const skillsRequestSchema: Schema<SkillsRequest> = shape<SkillsRequest>({
  add: optional(texts),
  remove: optional(texts),
});

/** The operations on employees, the agents of an office. */
export const employees = {
  hire: {
    name: 'employees.hire',
    route: 'POST /api/v1/offices/{officeId}/employees',
    dashboardPath: '/api/offices/{officeId}/employees',
    body: hireRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'keyed',
    lookup: 'employees.list',
    errors: [402, 409, 429],
  },
  list: {
    name: 'employees.list',
    route: 'GET /api/v1/offices/{officeId}/employees',
    answer: 'json',
    output: list(employeeSchema),
    repeat: 'safe',
  },
  get: {
    name: 'employees.get',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}',
    answer: 'json',
    output: employeeSchema,
    repeat: 'safe',
  },
  update: {
    name: 'employees.update',
    route: 'PATCH /api/v1/offices/{officeId}/employees/{name}',
    body: updateEmployeeRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'idempotent',
    lookup: 'employees.get',
  },
  delete: {
    name: 'employees.delete',
    route: 'DELETE /api/v1/offices/{officeId}/employees/{name}',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'employees.list',
  },
  logs: {
    name: 'employees.logs',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/logs',
    query: logsQuerySchema,
    answer: 'json',
    output: employeeLogsSchema,
    repeat: 'safe',
  },
  activity: {
    name: 'employees.activity',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/activity',
    query: activityQuerySchema,
    argument: 'query',
    answer: 'json',
    output: list(activityEventSchema),
    repeat: 'safe',
  },
  presence: {
    name: 'employees.presence',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/presence',
    answer: 'json',
    output: employeePresenceSchema,
    repeat: 'safe',
  },
  lastError: {
    name: 'employees.lastError',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/last-error',
    answer: 'json',
    output: employeeLastErrorSchema,
    repeat: 'safe',
  },
  action: {
    name: 'employees.action',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/action',
    body: employeeActionSchema,
    argument: 'action',
    answer: 'json',
    output: anything,
    repeat: 'keyed',
    lookup: 'employees.activity',
  },
  promote: {
    name: 'employees.promote',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/promote',
    body: promoteRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'idempotent',
    lookup: 'employees.get',
  },
  setSkills: {
    name: 'employees.setSkills',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/skills',
    body: skillsRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'idempotent',
    lookup: 'employees.get',
  },
  logStatusEvent: {
    name: 'employees.logStatusEvent',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/events',
    body: statusEventSchema,
    argument: 'event',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'employees.events',
  },
  archive: {
    name: 'employees.archive',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/archive',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'employees.list',
  },
  restore: {
    name: 'employees.restore',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/restore',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'employees.list',
    errors: [409],
  },
  rotateCredentials: {
    name: 'employees.rotateCredentials',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/credentials/rotate',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'employees.activity',
  },
  lifecycle: {
    name: 'employees.lifecycle',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/lifecycle',
    body: shape<{ action: string }>({ action: text }),
    bodyField: 'action',
    argument: 'action',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'employees.get',
  },
  events: {
    name: 'employees.events',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/events',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
  chatSessions: {
    name: 'employees.chatSessions',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/chat-sessions',
    answer: 'json',
    output: list(chatSessionSchema),
    repeat: 'safe',
  },
  heartbeat: {
    name: 'employees.heartbeat',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/heartbeat',
    answer: 'json',
    output: heartbeatSchema,
    repeat: 'idempotent',
    lookup: 'employees.presence',
    side: 'agent',
  },
} as const satisfies Group;
