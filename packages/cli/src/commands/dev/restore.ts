import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevLossCommand } from '../../command/DevLossCommand.ts';

/** `mi dev restore` */
export class DevRestore extends DevLossCommand {
  static override usage = Command.Usage({
    description: 'Return `mi dev` to a snapshot.',
    details: `It can be restored any number of times. \`mi dev snapshot --list\` lists the snapshots. Later changes are lost, so it asks at
a terminal, and needs --yes elsewhere.`,
    examples: [
      ['In a script', 'mi dev restore before --yes'],
      ['Ask first', 'mi dev restore before'],
    ],
  });

  name = Option.String({ name: 'name' });

  protected async act(control: Control): Promise<void> {
    await this.confirmLoss(`Replace all that this emulator has by the snapshot ${this.name}?`);
    await control.restore(this.name);
    this.out.done(`restored ${this.name}`, { name: this.name });
  }
}
