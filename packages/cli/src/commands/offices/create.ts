import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { escapeLine } from '../../terminal/escapeControls.ts';

/** `mi offices create` */
export class OfficesCreate extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Create an office, or get the one you own.',
    details: `If you own an office, prints it with "existing": true and ignores the name, so that it is safe to run this
twice. --force creates another office.
The office is printed as JSON on standard output, the note on standard error.`,
    examples: [
      ['The first office', 'mi offices create -n acme'],
      ['A second one', 'mi offices create -n lab --force'],
    ],
  });

  name = Option.String('-n,--name', { required: true, description: 'its name' });
  owner = Option.String('-u,--owner', { description: 'the id of its owner; default: you' });
  force = Option.Boolean('--force', false, { description: 'create another one if you own one' });

  async execute(): Promise<void> {
    const office = await new OfficesAPI(await this.transport()).create(
      {
        name: this.name,
        ...(this.owner !== undefined && { owner_id: this.owner }),
        ...(this.force && { forceCreate: true }),
      },
      this.call,
    );
    if (office.existing) {
      const { name, id } = office;
      // A line each: no name adds one of its own.
      const lines = [
        `note: you already own a colony named "${name}" (${id}) — returning that one.`,
        `      the requested name "${this.name}" was ignored.`,
        '      to create a second colony, re-run with --force.',
      ];
      for (const line of lines) this.out.note(escapeLine(line));
    }
    await this.out.document(office);
  }
}
