import { TasksAPI } from '@mitosislabs/api/tasks';
import { Command } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';

/** `mi tasks list` */
export class TasksList extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'List the tasks of an office.',
    examples: [['Show them', 'mi tasks list -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11']],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const tasks = await new TasksAPI(await this.transport()).list(office, this.call);
    await this.out.table(
      tasks,
      [
        ['ID', ({ id }) => id],
        ['STATUS', ({ status }) => status],
        ['ASSIGNED TO', (task) => task.assigned_to],
        ['TITLE', ({ title }) => title, 'text'],
        ['CREATED', (task) => task.created_at],
      ],
      'No tasks here yet. Create one: mi tasks create -t <title>',
    );
  }
}
