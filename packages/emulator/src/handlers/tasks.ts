import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import type { Handlers } from '../core/Handler.ts';
import { taskAnswer } from '../platform/answers.ts';
import { record } from '../platform/record.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import { claimTask, createTask, requireTask, updateTask } from '../platform/tasks.ts';
import { requireSelf } from './requireSelf.ts';

/** What the operations on tasks do. */
export const tasks: Handlers<typeof contract.tasks> = {
  create: ({ platform, office, body }) => taskAnswer(createTask(platform, office, body)),

  list: ({ platform, office }) => platform.store.tasks.ofOffice(office.id).map(taskAnswer),

  get: ({ platform, office, params }) => taskAnswer(requireTask(platform, office, params.taskId)),

  stats({ platform, office }) {
    const stats = { total: 0, queued: 0, running: 0, completed: 0, failed: 0 };
    for (const { status, count } of platform.store.tasks.counts(office.id)) {
      stats[status] += count;
      stats.total += count;
    }
    return stats;
  },

  claim({ platform, office, body, caller }) {
    requireSelf(caller, body.agent);
    const agent = requireAgent(platform, office, body.agent);
    if (agent.phase !== 'ready') {
      throw new ApiError(
        409,
        'agent_not_ready',
        `${agent.name} is ${agent.phase}: only a ready agent takes tasks.`,
      );
    }
    const task = claimTask(platform, agent, body.kind);
    if (!task) throw notFound(`queued task for ${agent.name}`);
    return taskAnswer(task);
  },

  update({ platform, office, params, body, caller }) {
    const task = requireTask(platform, office, params.taskId);
    if (task.assigned_to !== null) requireSelf(caller, task.assigned_to);
    const agent = caller.kind === 'agent' ? caller.agent : undefined;
    return taskAnswer(updateTask(platform, office, task, body, agent));
  },

  log({ platform, office, params, body, caller }) {
    const task = requireTask(platform, office, params.taskId);
    if (body.message.trim() === '') throw badRequest('message must not be empty.');
    const agent =
      task.assigned_to === null ? undefined : platform.store.agents.byName(office.id, task.assigned_to);
    if (!agent)
      throw new ApiError(409, 'task_not_running', `The task ${task.id} is with no agent: claim it first.`);
    requireSelf(caller, agent.name);
    record(platform, agent, {
      category: 'task',
      type: body.event ?? 'progress',
      summary: body.message,
      metadata: { task_id: task.id },
    });
  },
};
