import {
  type Artifact,
  type Message,
  type Part,
  Role,
  type Task,
  TaskState,
  type TaskStatus,
} from '@a2a-js/sdk';
import type { Task as PlatformTask } from '@mitosislabs/api/tasks';

/** The beginning of the error of a task that a client cancelled: the platform has no such status. */
export const CANCELED = 'Canceled by a client';

const STATES: Readonly<Record<string, TaskState>> = {
  queued: TaskState.TASK_STATE_SUBMITTED,
  running: TaskState.TASK_STATE_WORKING,
  completed: TaskState.TASK_STATE_COMPLETED,
  failed: TaskState.TASK_STATE_FAILED,
};

/** The state of a task, in A2A's words. */
function stateOf({ status, error }: PlatformTask): TaskState {
  if (status === 'failed' && error?.startsWith(CANCELED)) return TaskState.TASK_STATE_CANCELED;
  return Object.hasOwn(STATES, status) ? (STATES[status] as TaskState) : TaskState.TASK_STATE_WORKING;
}

/** Whether a task has ended. */
export function hasEnded({ status }: PlatformTask): boolean {
  return status === 'completed' || status === 'failed';
}

/** A task of the platform, as A2A shows it. */
export function taskView(task: PlatformTask, contextId: string, historyLength?: number): Task {
  const { id, title, description } = task;
  const question = message(`${id}-request`, Role.ROLE_USER, description ?? title, id, contextId);
  return {
    id,
    contextId,
    status: statusOf(task, contextId),
    artifacts: artifactsOf(task),
    history: historyLength === 0 ? [] : [question],
    metadata: undefined,
  };
}

/** The status of a task; the message of one that failed is its error. */
export function statusOf(task: PlatformTask, contextId: string): TaskStatus {
  const { id, error, created_at, completed_at } = task;
  const state = stateOf(task);
  const hasFailed = state === TaskState.TASK_STATE_FAILED || state === TaskState.TASK_STATE_CANCELED;
  return {
    state,
    message: hasFailed
      ? message(`${id}-error`, Role.ROLE_AGENT, error || 'The task failed.', id, contextId)
      : undefined,
    timestamp: completed_at ?? created_at,
  };
}

/** A step of a task that goes on. */
export function stepStatus(
  { id }: PlatformTask,
  contextId: string,
  step: { readonly id: string; readonly text: string; readonly at: string },
): TaskStatus {
  return {
    state: TaskState.TASK_STATE_WORKING,
    message: message(step.id, Role.ROLE_AGENT, step.text, id, contextId),
    timestamp: step.at,
  };
}

/** The result of a task that is completed. */
export function artifactsOf({ id, status, result }: PlatformTask): Artifact[] {
  if (status !== 'completed' || result === undefined) return [];
  return [
    {
      artifactId: `${id}-result`,
      name: 'result',
      description: '',
      parts: [textPart(result)],
      metadata: undefined,
      extensions: [],
    },
  ];
}

function message(messageId: string, role: Role, text: string, taskId: string, contextId: string): Message {
  return {
    messageId,
    contextId,
    taskId,
    role,
    parts: [textPart(text)],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

function textPart(text: string): Part {
  return {
    content: { $case: 'text', value: text },
    metadata: undefined,
    filename: '',
    mediaType: 'text/plain',
  };
}
