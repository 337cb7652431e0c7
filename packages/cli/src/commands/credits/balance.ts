import { CreditsAPI } from '@mitosislabs/api/credits';
import { Command } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';

/** `mi credits balance` */
export class CreditsBalance extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Show how many credits an office has left.',
    examples: [['Show it', 'mi credits balance -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11']],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const balance = await new CreditsAPI(await this.transport()).balance(office, this.call);
    await this.out.fields(balance, { office: balance.office_id, balance: balance.balance });
  }
}
