import {
  boolean,
  enumOf,
  integer,
  number,
  optional,
  record,
  type Schema,
  shape,
  string,
} from '../../contract/schema.ts';

/** An event in an agent's activity. */
export interface ActivityEvent {
  /** Unique id. */
  id: string;
  /** The area that the event belongs to. */
  category: 'task' | 'message' | 'standup' | 'session' | 'xmtp' | 'lifecycle' | 'chat' | 'terminal';
  /** The type of the event, in one word. */
  type: string;
  /** A description of the event, for display. */
  summary: string;
  /** When: ISO 8601. */
  timestamp: string;
  /** Details of the event. */
  metadata?: Record<string, unknown>;
}

/** The schema of {@link ActivityEvent}. */
export const activityEventSchema: Schema<ActivityEvent> = shape<ActivityEvent>({
  id: string,
  category: enumOf('task', 'message', 'standup', 'session', 'xmtp', 'lifecycle', 'chat', 'terminal'),
  type: string,
  summary: string,
  timestamp: string,
  metadata: optional(record),
});

/** Filters and paging of an agent's activity. */
export interface ActivityQuery {
  /** The most events to return. */
  limit?: number;
  /** How many events to skip. */
  offset?: number;
  /** Only events of this category, such as `task`. */
  category?: string;
  /** Only events from this time on: ISO 8601. */
  since?: string;
}

/** The schema of {@link ActivityQuery}. */
export const activityQuerySchema: Schema<ActivityQuery> = shape<ActivityQuery>({
  limit: optional(integer),
  offset: optional(integer),
  category: optional(string),
  since: optional(string),
});

/** A chat with an agent. */
export interface ChatSession {
  /** The key to pass to `events.chatEvents`. */
  session_key: string;
  /** When it began: ISO 8601. */
  started_at: string;
  /** The number of its messages. */
  messages: number;
}

/** The schema of {@link ChatSession}. */
export const chatSessionSchema: Schema<ChatSession> = shape<ChatSession>({
  session_key: string,
  started_at: string,
  messages: number,
});

/** The last error of an agent. Empty when there was none. */
export interface EmployeeLastError {
  /** The error message. */
  error?: string;
  /** When: ISO 8601. */
  timestamp?: string;
}

/** The schema of {@link EmployeeLastError}. */
export const employeeLastErrorSchema: Schema<EmployeeLastError> = shape<EmployeeLastError>({
  error: optional(string),
  timestamp: optional(string),
});

/** The output of an agent's pod. */
export interface EmployeeLogs {
  /** The lines, oldest first. Written by the agent: it may hold terminal escapes. */
  logs: string;
  /** The name of the pod. */
  pod: string;
}

/** The schema of {@link EmployeeLogs}. */
export const employeeLogsSchema: Schema<EmployeeLogs> = shape<EmployeeLogs>({
  logs: string,
  pod: string,
});

/** The presence of an agent. */
export interface EmployeePresence {
  /** Whether it sent a heartbeat in the last 2 minutes. */
  online: boolean;
  /** When its last heartbeat arrived: ISO 8601. */
  last_seen?: string;
}

/** The schema of {@link EmployeePresence}. */
export const employeePresenceSchema: Schema<EmployeePresence> = shape<EmployeePresence>({
  online: boolean,
  last_seen: optional(string),
});

/** The response to a heartbeat. */
export interface Heartbeat {
  /** Whether it was recorded. */
  ok: boolean;
}

/** The schema of {@link Heartbeat}. */
export const heartbeatSchema: Schema<Heartbeat> = shape<Heartbeat>({
  ok: boolean,
});

/** The part of an agent's log to get. */
export interface LogsQuery {
  /** How many of the last lines to get. Default: the platform decides. */
  tail?: number;
}

/** The schema of {@link LogsQuery}. */
export const logsQuerySchema: Schema<LogsQuery> = shape<LogsQuery>({
  tail: optional(integer),
});

/** An event to record in an agent's status. */
export interface StatusEvent {
  /** The type of the event, in one word. */
  type: string;
  /** A description of the event, for display. */
  message?: string;
}

/** The schema of {@link StatusEvent}. */
export const statusEventSchema: Schema<StatusEvent> = shape<StatusEvent>({
  type: string,
  message: optional(string),
});
