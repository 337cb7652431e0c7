import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command } from 'clipanion';
import { OfficeArgumentCommand } from '../../command/ApiCommand.ts';

/** `mi offices get` */
export class OfficesGet extends OfficeArgumentCommand {
  static override usage = Command.Usage({
    description: 'Show one office.',
    examples: [
      ['One of several', 'mi offices get 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['The only one, or the default one', 'mi offices get'],
    ],
  });

  async execute(): Promise<void> {
    const id = await this.officeId();
    const office = await new OfficesAPI(await this.transport()).get(id, this.call);
    await this.out.fields(office, {
      id: office.id,
      name: office.name,
      owner: office.owner_id,
      created: office.created_at,
    });
  }
}
