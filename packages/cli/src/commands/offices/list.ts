import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';

/** `mi offices list` */
export class OfficesList extends ApiCommand {
  static override usage = Command.Usage({
    description: 'List your offices.',
    examples: [
      ['Show them', 'mi offices list'],
      ['Their ids, for a script', 'mi offices list | cut -f1'],
    ],
  });

  async execute(): Promise<void> {
    const offices = await new OfficesAPI(await this.transport()).list(this.call);
    await this.out.table(
      offices,
      [
        ['ID', ({ id }) => id],
        ['NAME', ({ name }) => name, 'text'],
        ['CREATED', ({ created_at }) => created_at],
      ],
      'You own no office yet. Create one: mi offices create -n <name>',
    );
  }
}
