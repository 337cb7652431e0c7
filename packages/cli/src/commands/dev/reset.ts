import type { Control } from '@mitosislabs/emulator/control';
import { Command } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';

/** `mi dev reset` */
export class DevReset extends DevCommand {
  static override usage = Command.Usage({
    description: 'Return `mi dev` to the state after its start.',
    details: `Deletes all offices, users and keys but the first ones, also from the folder of --data. Rules for faults, changes of
the clock and of limits, and the log go too. Snapshots stay.`,
    examples: [['Begin again', 'mi dev reset']],
  });

  protected async act(control: Control): Promise<void> {
    await control.reset();
    this.out.done('reset the emulator', {});
  }
}
