import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';

/** `mi dev restore` */
export class DevRestore extends DevCommand {
  static override usage = Command.Usage({
    description: 'Return `mi dev` to a snapshot.',
    details: 'It can be restored any number of times. `mi dev snapshot --list` lists the snapshots.',
    examples: [['By its name', 'mi dev restore before']],
  });

  name = Option.String({ name: 'name' });

  protected async act(control: Control): Promise<void> {
    await control.restore(this.name);
    this.out.done(`restored ${this.name}`, { name: this.name });
  }
}
