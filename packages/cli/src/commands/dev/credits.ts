import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { decimalNumber } from '../../command/numbers.ts';

/** `mi dev credits` */
export class DevCredits extends DevCommand {
  static override usage = Command.Usage({
    description: 'Add credits to an office of `mi dev`.',
    details: 'A negative amount takes credits. The balance may become negative, too.',
    examples: [
      ['Add 100', 'mi dev credits 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 100'],
      ['Take 50', 'mi dev credits 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -50 -r spent'],
    ],
  });

  office = Option.String({ name: 'office' });
  amount = Option.String({ name: 'amount' });
  reason = Option.String('-r,--reason', { description: 'the reason, for the history' });

  protected async act(control: Control): Promise<void> {
    const amount = decimalNumber('<amount>', this.amount);
    const balance = await control.addCredits(this.office, amount, this.reason);
    await this.out.fields({ office: this.office, balance }, { office: this.office, balance });
  }
}
