import { anything, list, shape, text } from '../schema.ts';
import { activityEventSchema } from '../types/ActivityEvent.ts';
import { activityQuerySchema } from '../types/ActivityQuery.ts';
import { chatSessionSchema } from '../types/ChatSession.ts';
import { employeeSchema } from '../types/Employee.ts';
import { employeeActionSchema } from '../types/EmployeeAction.ts';
import { employeeLastErrorSchema } from '../types/EmployeeLastError.ts';
import { employeeLogsSchema } from '../types/EmployeeLogs.ts';
import { employeePresenceSchema } from '../types/EmployeePresence.ts';
import { heartbeatSchema } from '../types/Heartbeat.ts';
import { hireRequestSchema } from '../types/HireRequest.ts';
import { logsQuerySchema } from '../types/LogsQuery.ts';
import { promoteRequestSchema } from '../types/PromoteRequest.ts';
import { skillsRequestSchema } from '../types/SkillsRequest.ts';
import { statusEventSchema } from '../types/StatusEvent.ts';
import { updateEmployeeRequestSchema } from '../types/UpdateEmployeeRequest.ts';
import type { Group } from './Endpoint.ts';

/** The operations on employees, the agents of an office. */
export const employees = {
  hire: {
    name: 'employees.hire',
    route: 'POST /api/v1/offices/{officeId}/employees',
    summary: 'Hires an agent.',
    dashboardPath: '/api/offices/{officeId}/employees',
    body: hireRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'keyed',
    errors: [402, 409, 429],
  },
  list: {
    name: 'employees.list',
    route: 'GET /api/v1/offices/{officeId}/employees',
    summary: 'Lists the agents of an office.',
    answer: 'json',
    output: list(employeeSchema),
    repeat: 'safe',
  },
  get: {
    name: 'employees.get',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}',
    summary: 'Gets one agent.',
    answer: 'json',
    output: employeeSchema,
    repeat: 'safe',
  },
  update: {
    name: 'employees.update',
    route: 'PATCH /api/v1/offices/{officeId}/employees/{name}',
    summary: 'Changes an agent.',
    body: updateEmployeeRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'idempotent',
  },
  delete: {
    name: 'employees.delete',
    route: 'DELETE /api/v1/offices/{officeId}/employees/{name}',
    summary: 'Fires an agent; its name is free again.',
    answer: 'none',
    repeat: 'idempotent',
  },
  logs: {
    name: 'employees.logs',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/logs',
    summary: 'Gets what an agent’s pod has printed.',
    query: logsQuerySchema,
    answer: 'json',
    output: employeeLogsSchema,
    repeat: 'safe',
  },
  activity: {
    name: 'employees.activity',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/activity',
    summary: 'Lists what an agent did, and what was done to it.',
    query: activityQuerySchema,
    argument: 'query',
    answer: 'json',
    output: list(activityEventSchema),
    repeat: 'safe',
  },
  presence: {
    name: 'employees.presence',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/presence',
    summary: 'Tells whether an agent is there.',
    answer: 'json',
    output: employeePresenceSchema,
    repeat: 'safe',
  },
  lastError: {
    name: 'employees.lastError',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/last-error',
    summary: 'Gets the last thing that went wrong with an agent.',
    answer: 'json',
    output: employeeLastErrorSchema,
    repeat: 'safe',
  },
  action: {
    name: 'employees.action',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/action',
    summary: 'Asks an agent’s pod to do something.',
    body: employeeActionSchema,
    argument: 'action',
    answer: 'json',
    output: anything,
    repeat: 'keyed',
  },
  promote: {
    name: 'employees.promote',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/promote',
    summary: 'Gives an agent another model.',
    body: promoteRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'idempotent',
  },
  setSkills: {
    name: 'employees.setSkills',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/skills',
    summary: 'Gives skills to an agent and takes others away.',
    body: skillsRequestSchema,
    answer: 'json',
    output: employeeSchema,
    repeat: 'idempotent',
  },
  logStatusEvent: {
    name: 'employees.logStatusEvent',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/events',
    summary: 'Notes something about an agent’s status among its events.',
    body: statusEventSchema,
    argument: 'event',
    answer: 'none',
    repeat: 'keyed',
  },
  archive: {
    name: 'employees.archive',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/archive',
    summary: 'Puts an agent away; it leaves the list and keeps its state.',
    answer: 'none',
    repeat: 'idempotent',
  },
  restore: {
    name: 'employees.restore',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/restore',
    summary: 'Brings an archived agent back.',
    answer: 'none',
    repeat: 'idempotent',
    errors: [409],
  },
  rotateCredentials: {
    name: 'employees.rotateCredentials',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/credentials/rotate',
    summary: 'Replaces the credentials of an agent.',
    answer: 'none',
    repeat: 'keyed',
  },
  lifecycle: {
    name: 'employees.lifecycle',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/lifecycle',
    summary: 'Moves an agent along its life cycle.',
    body: shape<{ action: string }>({ action: text }),
    bodyField: 'action',
    argument: 'action',
    answer: 'none',
    repeat: 'keyed',
  },
  events: {
    name: 'employees.events',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/events',
    summary: 'Lists the events noted about an agent.',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
  chatSessions: {
    name: 'employees.chatSessions',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/chat-sessions',
    summary: 'Lists the chats that people had with an agent.',
    answer: 'json',
    output: list(chatSessionSchema),
    repeat: 'safe',
  },
  heartbeat: {
    name: 'employees.heartbeat',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/heartbeat',
    summary: 'Tells that an agent is alive. For agents, about themselves: every 30 s.',
    answer: 'json',
    output: heartbeatSchema,
    repeat: 'idempotent',
    side: 'agent',
  },
} as const satisfies Group;
