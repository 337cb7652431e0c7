import { TasksAPI } from '@mitosislabs/api/tasks';
import { Command, Option } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';
import { taskFields } from '../../command/taskFields.ts';
import { assertDone, waitForTask } from '../../command/waitFor.ts';

const DEFAULT_TIMEOUT_S = 600;

/** `mi tasks create` */
export class TasksCreate extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Create a task for an agent.',
    details: `Without --assign any ready agent may take it. --wait waits until it is done and prints the result. A failed
task exits with 1.`,
    examples: [
      ['For one agent', 'mi tasks create -t "Audit Q1 revenue" -a aria'],
      [
        'And wait for the result',
        'mi tasks create -t "Audit Q1 revenue" -d "Every invoice." -k research --wait',
      ],
    ],
  });

  title = Option.String('-t,--title', { required: true, description: 'the task in one line' });
  description = Option.String('-d,--description', { description: 'the task in detail' });
  kind = Option.String('-k,--kind', { description: 'general, code, research, browser, review or verify' });
  agent = Option.String('-a,--assign', { description: 'the agent to assign it to' });
  priority = Option.String('-p,--priority', { description: 'a whole number; higher goes first' });
  wait = Option.Boolean('-w,--wait', false, { description: 'wait until it is done' });
  timeout = Option.String('--timeout', {
    description: `how long to wait, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const priority = wholeNumber('--priority', this.priority, { min: -1000 });
    const office = await this.officeId();
    const tasks = new TasksAPI(await this.transport());
    const create = () =>
      tasks.create(
        office,
        {
          title: this.title,
          ...(this.description !== undefined && { description: this.description }),
          ...(this.kind !== undefined && { kind: this.kind }),
          ...(this.agent !== undefined && { assigned_to: this.agent }),
          ...(priority !== undefined && { priority }),
        },
        this.call,
      );
    const poll = { send: () => tasks.get(office, '<id>', this.call), note: 'until the task has ended' };
    if (await this.plan([{ send: create }, ...(this.wait ? [poll] : [])])) return;
    const created = await create();
    const subject = `task ${created.id} was created`;
    const task = this.wait
      ? await waitForTask(tasks, { office, id: created.id }, { subject, seconds, context: this.context })
      : created;
    await this.out.fields(task, taskFields(task));
    if (this.wait) assertDone(office, task);
  }
}
