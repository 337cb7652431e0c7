import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';

/** `mi dev snapshot` */
export class DevSnapshot extends DevCommand {
  static override usage = Command.Usage({
    description: 'Keep the state of `mi dev`, to return to it.',
    details: `Snapshots are in the memory of the emulator. \`mi dev restore\` returns to one, \`mi dev export\` writes a file.`,
    examples: [
      ['Under a name', 'mi dev snapshot before'],
      ['List them', 'mi dev snapshot --list'],
    ],
  });

  name = Option.String({ name: 'name', required: false });
  list = Option.Boolean('--list', false, { description: 'list the snapshots' });
  forget = Option.String('--forget', { description: 'forget a snapshot' });

  protected async act(control: Control): Promise<void> {
    const given = [
      this.name !== undefined && '<name>',
      this.list && '--list',
      this.forget !== undefined && '--forget',
    ];
    const [one, other] = given.filter((name) => name !== false);
    if (other !== undefined) throw new UsageError(`${one} and ${other} exclude each other`);
    if (this.list) {
      const names = await control.snapshots();
      return this.out.table(names, [['NAME', (name) => name, 'text']], 'There are no snapshots.');
    }
    if (this.forget !== undefined) {
      await control.forget(this.forget);
      return this.out.done(`forgot the snapshot ${this.forget}`, { name: this.forget });
    }
    const name = await control.snapshot(this.name);
    this.out.text(name, { name });
  }
}
