import type { Task } from '@mitosislabs/api/tasks';
import type { BrainContext } from '../brain/BrainContext.ts';

/** A request to a scripted brain, as it is recorded. */
export interface ScriptedRequest {
  /** Whether it is a message to answer, or a task to work on. */
  readonly type: 'message' | 'task';
  /** The content of the message, or the title of the task. */
  readonly text: string;
  /** The task; `undefined` for a message. */
  readonly task: Task | undefined;
  /** The name of the agent. */
  readonly agent: string;
  /** The office that the agent works in. */
  readonly officeId: string;
  /** The id of the message or task. */
  readonly workId: string;
  /** The conversation or group of the message; `undefined` for a task. */
  readonly conversationId: string | undefined;
  /** Whether a line of the script matched. */
  readonly isMatched: boolean;
  /** The answer, or the result of the task, so far. */
  readonly answer: string;
  /** The results of the tools that were called, in order. */
  readonly results: readonly string[];
  /** The error that it ended with. */
  readonly error: unknown;
}

/** A request that a line answers, as the functions of the line get it. */
export interface ScriptTurn extends ScriptedRequest {
  /** The match of the regular expression: the text, and its groups. Without one, the text. */
  readonly match: readonly string[];
  /** The named groups of the regular expression. */
  readonly groups: Readonly<Record<string, string>>;
  /** The agent, its connection, history, memory and environment. */
  readonly context: BrainContext;
}
