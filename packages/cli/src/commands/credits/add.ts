import { CreditsAPI } from '@mitosislabs/api/credits';
import { Command, Option } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';
import { decimalNumber } from '../../command/numbers.ts';

/** `mi credits add` */
export class CreditsAdd extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Add credits to an office.',
    examples: [['Add some', 'mi credits add -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a 100 -r topup']],
  });

  amount = Option.String('-a,--amount', { required: true, description: 'credits to add' });
  reason = Option.String('-r,--reason', { required: true, description: 'the reason, for the history' });

  async execute(): Promise<void> {
    const amount = decimalNumber('--amount', this.amount);
    const office = await this.officeId();
    const balance = await new CreditsAPI(await this.transport()).add(
      office,
      { amount, reason: this.reason },
      this.call,
    );
    await this.out.fields(balance, { office: balance.office_id, balance: balance.balance });
  }
}
