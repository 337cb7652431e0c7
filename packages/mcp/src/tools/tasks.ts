import { WaitTimeoutError } from '@mitosislabs/api';
import type { Task } from '@mitosislabs/api/tasks';
import { z } from 'zod';
import { agent, DEFAULT_TIMEOUT_S, fields, limit, list, office, timeout } from './fields.ts';
import { stillWaiting } from './messages.ts';
import { type ToolCall, workTool } from './Tool.ts';

const task = fields({ id: 's', title: 's', status: 's', assigned_to: 's', result: 's', error: 's' });
const ended = fields({ task, done: 'b', note: 's' });

/** The final states of a task; `done` is an older word for `completed`. */
const ENDED = new Set(['completed', 'done', 'failed', 'cancelled', 'canceled']);

/** The tools about tasks. */
export const taskTools = [
  workTool({
    name: 'list_tasks',
    description: 'List tasks.',
    operations: ['tasks.list'],
    effect: 'reads',
    input: z.strictObject({
      office,
      status: z.enum(['queued', 'running', 'completed', 'failed']).optional(),
      agent: agent.optional(),
      limit: limit(50, 500),
    }),
    output: list(task),
    async run({ status, agent, limit = 50, ...input }, { platform, request, office: find }) {
      const filters = {
        limit,
        ...(status !== undefined && { status }),
        ...(agent !== undefined && { assigned_to: agent }),
      };
      return (await platform.tasks.list(await find(input.office), filters, request)).map(shown);
    },
  }),
  workTool({
    name: 'create_task',
    description:
      'Give an agent work, and wait for the result if wait is true. Without agent, any ready one takes it. If done is false, it goes on: use wait_for_task, do not create it again.',
    operations: ['tasks.create', 'tasks.get'],
    effect: 'changes',
    input: z.strictObject({
      office,
      title: z.string().min(1),
      description: z.string().optional(),
      agent: agent.optional(),
      kind: z.enum(['general', 'code', 'research', 'browser', 'review', 'verify']).optional(),
      priority: z.number().optional(),
      wait: z.boolean().optional(),
      timeout_seconds: timeout,
    }),
    output: ended,
    async run({ agent, wait = false, timeout_seconds, title, description, kind, priority, ...input }, call) {
      const officeId = await call.office(input.office);
      const created = await call.platform.tasks.create(
        officeId,
        {
          title,
          ...(description !== undefined && { description }),
          ...(kind !== undefined && { kind }),
          ...(priority !== undefined && { priority }),
          ...(agent !== undefined && { assigned_to: agent }),
        },
        call.request,
      );
      if (!wait) return { task: shown(created), done: ENDED.has(created.status) };
      return waited(officeId, created.id, timeout_seconds, call).catch((error: unknown) => {
        if (call.request.signal.aborted) throw error;
        // The task is there: an error would say that it could be created again.
        const reason = error instanceof Error ? error.message : String(error);
        return {
          task: shown(created),
          done: false,
          note: `The task was created. Waiting for it failed: ${reason}`,
        };
      });
    },
  }),
  workTool({
    name: 'wait_for_task',
    description: 'Wait until a task has ended, and show it with its result.',
    operations: ['tasks.get'],
    effect: 'reads',
    input: z.strictObject({ office, task: z.string().min(1), timeout_seconds: timeout }),
    output: ended,
    async run({ task, timeout_seconds, ...input }, call) {
      return waited(await call.office(input.office), task, timeout_seconds, call);
    },
  }),
];

/** Waits for a task. After the time limit, returns it as it is. */
async function waited(officeId: string, id: string, seconds: number | undefined, call: ToolCall) {
  const { platform, request } = call;
  const waiting = stillWaiting(call, `task ${id}`);
  try {
    const task = await platform.tasks.wait(officeId, id, {
      timeoutMs: (seconds ?? DEFAULT_TIMEOUT_S) * 1_000,
      signal: request.signal,
    });
    return { task: shown(task), done: true };
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    return { task: shown(await platform.tasks.get(officeId, id, request)), done: false };
  } finally {
    clearInterval(waiting);
  }
}

/** The fields of a task that matter to a model. */
const TASK_FIELDS = [
  'id',
  'title',
  'description',
  'kind',
  'priority',
  'status',
  'assigned_to',
  'created_at',
  'completed_at',
  'result',
  'error',
] as const;

function shown(task: Task) {
  return Object.fromEntries(
    TASK_FIELDS.filter((field) => task[field] !== undefined).map((field) => [field, task[field]]),
  );
}
