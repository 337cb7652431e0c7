import {
  assertCount,
  assertDuration,
  assertOptions,
  InvalidArgumentError,
  kindOf,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { ScriptedRequest, ScriptTurn } from './ScriptedRequest.ts';

/**
 * Selects messages by their content, or tasks by their title: a text matches the whole of it, `*` matches all, a regular
 * expression a part of it.
 */
export type ScriptMatcher = string | RegExp | ((request: ScriptedRequest) => boolean);

/** Creates the text of an answer: all of it, or piece by piece. */
export type ScriptText = (
  turn: ScriptTurn,
) => string | readonly string[] | AsyncIterable<string> | Promise<string | readonly string[]>;

/** A call of a tool. */
export interface ScriptCall {
  /** The name of the tool. */
  readonly tool: string;
  /** Its input. Default: none. */
  readonly input?: unknown;
}

/** Calls of tools, one after the other; those of an inner list at once. */
export type ScriptedSteps = ScriptCall | readonly (ScriptCall | readonly ScriptCall[])[];

/** The fields of all lines. */
interface LineFields {
  /** The name of the agent. Default: all agents. */
  readonly agent?: string;
  /** The number of requests after which the line ends; then the next line that matches applies. Default: no end. */
  readonly times?: number;
  /** The delay before anything happens, in ms of the agent's clock. Default: 0. */
  readonly delayMs?: number;
  /** The delay between two pieces of an answer or two steps of `log`, in ms of the agent's clock. Default: 0. */
  readonly paceMs?: number;
  /** Steps to log, in order. Clients that stream answers show them; a task has them in its log. */
  readonly log?: string | readonly string[];
  /**
   * Calls tools, before the answer. A function is called for each step, with the results so far, until it returns
   * `undefined`; one that never does makes the agent loop until `maxSteps`.
   */
  readonly call?:
    | ScriptedSteps
    | ((
        turn: ScriptTurn,
      ) => ScriptCall | readonly ScriptCall[] | undefined | Promise<ScriptCall | undefined>);
  /** Fails, after the answer so far: an error, or the message of one. */
  readonly fail?: string | Error;
}

/** Answers messages. */
export interface MessageLine extends LineFields {
  /** The messages that it answers. */
  readonly message: ScriptMatcher;
  /** The answer; a list is streamed in these pieces. An empty text answers nothing. */
  readonly say?: string | readonly string[] | ScriptText;
}

/** Works on tasks. */
export interface TaskLine extends LineFields {
  /** The tasks that it works on. */
  readonly task: ScriptMatcher;
  /** The result of the task. */
  readonly complete?: string | ScriptText;
  /** Assigns the task to another agent, by name. */
  readonly handOn?: string;
}

/** A line of a script: answers messages, or works on tasks. */
export type ScriptLine = MessageLine | TaskLine;

const lineFields: OptionNames<LineFields> = {
  agent: true,
  times: true,
  delayMs: true,
  paceMs: true,
  log: true,
  call: true,
  fail: true,
};
const messageFields: OptionNames<MessageLine> = { ...lineFields, message: true, say: true };
const taskFields: OptionNames<TaskLine> = { ...lineFields, task: true, complete: true, handOn: true };

/**
 * Refuses a line that is invalid.
 *
 * @param name - Its place, for the error: `lines[0]`.
 * @throws {@link InvalidArgumentError} when it is invalid.
 */
export function assertLine(name: string, line: ScriptLine): void {
  const isTask = Object.hasOwn(Object(line), 'task');
  assertOptions(name, line, isTask ? taskFields : messageFields);
  const { agent, times, delayMs = 0, paceMs = 0, log = [], call, fail } = Object(line) as ScriptLine;
  const refuse = (field: string, reason: string): never => {
    throw new InvalidArgumentError(`${name}${field}`, reason);
  };
  const [kind, matcher, ends] =
    'task' in line
      ? (['task', line.task, [line.complete, line.handOn, fail]] as const)
      : (['message', line.message, [line.say, call, fail]] as const);
  if (!(typeof matcher === 'string' || matcher instanceof RegExp || typeof matcher === 'function')) {
    refuse(`.${kind}`, `must be a text, a regular expression or a function, got ${kindOf(matcher)}`);
  }
  if (ends.every((end) => end === undefined)) {
    refuse('', kind === 'task' ? 'needs `complete`, `handOn` or `fail`' : 'needs `say`, `call` or `fail`');
  }
  if ('say' in line && !isText(line.say, true)) {
    refuse('.say', `must be a text, a list of texts or a function, got ${kindOf(line.say)}`);
  }
  if ('complete' in line && !isText(line.complete, false)) {
    refuse('.complete', `must be a text or a function, got ${kindOf(line.complete)}`);
  }
  if ('handOn' in line && !isName(line.handOn)) refuse('.handOn', 'must be the name of an agent');
  if (!isName(agent)) refuse('.agent', 'must be the name of an agent');
  if (times !== undefined) assertCount(`${name}.times`, times);
  assertDuration(`${name}.delayMs`, delayMs, 0);
  assertDuration(`${name}.paceMs`, paceMs, 0);
  if (!isText(log, true) || typeof log === 'function') refuse('.log', 'must be a text or a list of texts');
  if (typeof call !== 'function' && ![call ?? []].flat(2).every(isCall)) {
    refuse('.call', 'must be calls: `{ tool, input }`, a list of them, or a function');
  }
  if (!(fail === undefined || typeof fail === 'string' || fail instanceof Error)) {
    refuse('.fail', `must be a text or an error, got ${kindOf(fail)}`);
  }
}

function isText(value: unknown, lists: boolean): boolean {
  if (value === undefined || typeof value === 'string' || typeof value === 'function') return true;
  return lists && Array.isArray(value) && value.every((piece) => typeof piece === 'string');
}

function isName(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '');
}

function isCall(value: unknown): boolean {
  const { tool } = Object(value) as Partial<ScriptCall>;
  return typeof tool === 'string' && tool !== '';
}
