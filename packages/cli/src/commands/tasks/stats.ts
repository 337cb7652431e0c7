import { TasksAPI } from '@mitosislabs/api/tasks';
import { Command } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';

/** `mi tasks stats` */
export class TasksStats extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Count the tasks of an office by status.',
    examples: [['Count them', 'mi tasks stats -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11']],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const stats = await new TasksAPI(await this.transport()).stats(office, this.call);
    const { total, queued, running, completed, failed } = stats;
    await this.out.fields(stats, { total, queued, running, completed, failed });
  }
}
