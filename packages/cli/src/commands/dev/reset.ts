import type { Control } from '@mitosislabs/emulator/control';
import { Command } from 'clipanion';
import { DevLossCommand } from '../../command/DevLossCommand.ts';

/** `mi dev reset` */
export class DevReset extends DevLossCommand {
  static override usage = Command.Usage({
    description: 'Return `mi dev` to the state after its start.',
    details: `Deletes all offices, users and keys but the first ones, also from the folder of --data. Rules for faults, changes of
the clock and of limits, and the log go too. Snapshots stay. It asks at a terminal, and needs --yes elsewhere.`,
    examples: [
      ['In a script', 'mi dev reset --yes'],
      ['Ask first', 'mi dev reset'],
    ],
  });

  protected async act(control: Control): Promise<void> {
    await this.confirmLoss('Delete all that this emulator has?');
    await control.reset();
    this.out.done('reset the emulator', {});
  }
}
