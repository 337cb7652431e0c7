import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import { ApiError, badRequest } from '../../errors.ts';
import type { Platform } from '../../platform/Platform.ts';
import { toTask } from '../../platform/work/Tasks.ts';
import { listIn } from '../queries.ts';
import { requireSelf } from '../requireSelf.ts';

/** The query of a list of tasks. */
interface TasksQuery {
  readonly status?: string | undefined;
  readonly assigned_to?: string | undefined;
  readonly limit?: number | undefined;
}

/** Serves the operations on tasks. */
export function tasks({ agents, tasks }: Platform): Handlers<typeof contract.tasks> {
  return {
    create: ({ office, body }) => toTask(tasks.create(office, body)),

    list: ({ office, query }) => tasks.list(office, filterOf(query)).map(toTask),

    get: ({ office, params }) => toTask(tasks.get(office, params.taskId)),

    stats: ({ office }) => tasks.stats(office),

    claim({ office, body, caller }) {
      requireSelf(caller, body.agent);
      return toTask(tasks.claim(agents.get(office, body.agent), body.kind));
    },

    update({ office, params, body, caller }) {
      const task = tasks.get(office, params.taskId);
      if (task.assigned_to !== null) requireSelf(caller, task.assigned_to);
      const agent = caller.kind === 'agent' ? caller.agent : undefined;
      return toTask(tasks.update(office, task, body, agent));
    },

    log({ office, params, body: { message, event = 'progress' }, caller }) {
      const task = tasks.get(office, params.taskId);
      if (message.trim() === '') throw badRequest('message must not be empty.');
      const agent = tasks.assigneeOf(task);
      if (!agent)
        throw new ApiError(
          409,
          'task_not_running',
          `The task ${task.id} is assigned to no agent: claim it first.`,
        );
      requireSelf(caller, agent.name);
      tasks.log(task, agent, event, message);
    },
  };
}

/** The filter of a query. `done` is an older word for `completed`. */
function filterOf({ status, assigned_to, limit }: TasksQuery = {}) {
  const statuses = listIn(status)?.map((word) => (word === 'done' ? 'completed' : word));
  return { statuses, assignees: listIn(assigned_to), limit };
}
