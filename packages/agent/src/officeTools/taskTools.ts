import { TasksAPI } from '@mitosislabs/api/tasks';
import { MitosisError } from '@mitosislabs/auth/errors';
import { type Tool, tool } from '../tools/tool.ts';
import { textFields } from './textFields.ts';

/** How many tasks are listed. */
const MOST_TASKS = 100;

/** The tools for tasks. */
export const taskTools: Readonly<
  Record<'list_tasks' | 'read_task' | 'create_task' | 'hand_on_task', () => Tool>
> = {
  list_tasks: () =>
    tool({
      name: 'list_tasks',
      description: 'Lists the newest tasks of the office: id, title, status, agent.',
      input: textFields({
        'status?': 'Only tasks with this status: queued, running, completed or failed.',
        'assigned_to?': 'Only tasks of this agent.',
      }),
      repeatable: true,
      describe: () => 'looking at the tasks',
      run: async ({ status, assigned_to }, { transport, officeId, signal }) => {
        const all = await new TasksAPI(transport).list(officeId, { signal });
        const found = all.filter(
          (task) =>
            (status === undefined || task.status === status) &&
            (assigned_to === undefined || task.assigned_to === assigned_to),
        );
        if (found.length === 0) return 'There are no such tasks.';
        return found
          .slice(-MOST_TASKS)
          .map(({ id, title, status: is, assigned_to: agent }) => ({ id, title, status: is, agent }));
      },
    }),

  read_task: () =>
    tool({
      name: 'read_task',
      description: 'Reads a task: its description, its status, and its result or error.',
      input: textFields({ id: "The task's id." }),
      repeatable: true,
      describe: ({ id }) => `reading the task ${id}`,
      run: ({ id }, { transport, officeId, signal }) => new TasksAPI(transport).get(officeId, id, { signal }),
    }),

  create_task: () =>
    tool({
      name: 'create_task',
      description:
        'Creates a task for another agent, which works on it later. Returns the id; `read_task` shows the result.',
      input: textFields({
        title: 'The work to do, in one line.',
        'description?': 'The work to do, in detail: all that the other agent needs to know.',
        'assigned_to?': 'The name of the agent. Default: any that is free.',
      }),
      describe: ({ title }) => `creating the task “${title}”`,
      run: async ({ title, description, assigned_to }, { transport, officeId, signal, idempotencyKey }) => {
        const request = {
          title,
          ...(description !== undefined && { description }),
          ...(assigned_to !== undefined && { assigned_to }),
        };
        const options = { signal, idempotencyKey };
        const { id, assigned_to: agent } = await new TasksAPI(transport).create(officeId, request, options);
        return `Created the task ${id}${agent === undefined ? '' : ` for ${agent}`}.`;
      },
    }),

  hand_on_task: () =>
    tool({
      name: 'hand_on_task',
      description:
        'Hands the task that you work on to another agent. You stop working on it. Write first what the other agent needs to know, such as to a file.',
      input: textFields({ agent: 'The name of the agent.', 'reason?': 'Why, for the log of the task.' }),
      describe: ({ agent, reason }) =>
        `handing the task on to ${agent}${reason === undefined ? '' : `: ${reason}`}`,
      run: async ({ agent }, { handOn }) => {
        if (!handOn) {
          throw new MitosisError('You answer a message: there is no task to hand on.', {
            code: 'no_task',
            hint: 'Create a task for the other agent, or ask it.',
          });
        }
        await handOn(agent);
        return `${agent} has the task now.`;
      },
    }),
};
