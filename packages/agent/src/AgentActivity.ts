import type { Activity } from '@mitosislabs/transport/telemetry';

/** The agent that does the work. */
interface AgentPlace {
  /** The office. */
  readonly officeId: string;
  /** The agent's name. */
  readonly agentName: string;
}

/** A message that an agent has read, for telemetry: until it is answered, with the time that it waits. */
export interface QueueActivity extends Activity, AgentPlace {
  /** The kind of work. */
  readonly type: 'queue';
}

/** A message that an agent answers, for telemetry. */
export interface MessageActivity extends Activity, AgentPlace {
  /** The kind of work. */
  readonly type: 'message';
  /** The id of the conversation or group. */
  readonly conversationId: string;
  /** The id of the message. */
  readonly messageId: string;
  /** The sender. */
  readonly from: string;
  /** The text of the message. */
  readonly content: string;
  /** The answers that were sent; complete when the work has ended. */
  readonly answers: readonly string[];
  /** How long ago the server stored the message, in ms, by the server's clock where it is known. */
  readonly lagMs: number;
  /** The trace context that the sender has given to the agent (W3C `traceparent`, version 00). It is valid. */
  readonly traceparent: string | undefined;
}

/** A task that an agent works on, for telemetry. It resolves to the result of the task. */
export interface TaskActivity extends Activity, AgentPlace {
  /** The kind of work. */
  readonly type: 'task';
  /** The id of the task. */
  readonly taskId: string;
  /** The title of the task. */
  readonly title: string;
}

/** A call of a tool by a model, for telemetry. It resolves to the result of the tool. */
export interface ToolActivity extends Activity, AgentPlace {
  /** The kind of work. */
  readonly type: 'tool';
  /** The name of the tool. */
  readonly toolName: string;
  /** A description of the tool. */
  readonly description: string;
  /** The id of the call, from the model. */
  readonly callId: string;
  /** The id of the conversation that the message belongs to; `undefined` for a task. */
  readonly conversationId: string | undefined;
  /** The input, as the model wrote it and the tool's schema accepted it. */
  readonly input: unknown;
}
