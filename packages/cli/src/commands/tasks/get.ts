import { TasksAPI } from '@mitosislabs/api/tasks';
import { Command, Option } from 'clipanion';
import { OfficeArgumentCommand } from '../../command/ApiCommand.ts';
import { taskFields } from '../../command/taskFields.ts';

/** `mi tasks get` */
export class TasksGet extends OfficeArgumentCommand {
  static override usage = Command.Usage({
    description: 'Show one task, with its result.',
    examples: [['Show it', 'mi tasks get 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 task-7f3a']],
  });

  task = Option.String({ name: 'task' });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const task = await new TasksAPI(await this.transport()).get(office, this.task, this.call);
    await this.out.fields(task, taskFields(task));
  }
}
