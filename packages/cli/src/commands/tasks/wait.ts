import { TasksAPI } from '@mitosislabs/api/tasks';
import { Command, Option } from 'clipanion';
import { OfficeArgumentCommand } from '../../command/ApiCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';
import { taskFields } from '../../command/taskFields.ts';
import { assertDone, waitForTask } from '../../command/waitFor.ts';

const DEFAULT_TIMEOUT_S = 600;

/** `mi tasks wait` */
export class TasksWait extends OfficeArgumentCommand {
  static override usage = Command.Usage({
    description: 'Wait until a task is done, and show it.',
    details: 'Exits with 1 if the task failed.',
    examples: [
      [
        'As long as it takes, up to ten minutes',
        'mi tasks wait 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 task-7f3a',
      ],
      ['Its result alone', 'mi tasks wait task-7f3a --timeout 60 --jq .result'],
    ],
  });

  task = Option.String({ name: 'task' });
  timeout = Option.String('--timeout', {
    description: `how long to wait, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const office = await this.officeId();
    const tasks = new TasksAPI(await this.transport());
    const task = await waitForTask(tasks, { office, id: this.task }, { seconds, context: this.context });
    await this.out.fields(task, taskFields(task));
    assertDone(office, task);
  }
}
