import { CreditsAPI } from '@mitosislabs/api/credits';
import { Command, Option } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';

/** `mi credits history` */
export class CreditsHistory extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Show the credit history of an office.',
    examples: [['The last ten entries', 'mi credits history -l 10']],
  });

  limit = Option.String('-l,--limit', { description: 'the most entries to show' });
  offset = Option.String('--offset', { description: 'entries to skip' });

  async execute(): Promise<void> {
    const limit = wholeNumber('--limit', this.limit, { min: 1 });
    const offset = wholeNumber('--offset', this.offset);
    const office = await this.officeId();
    const entries = await new CreditsAPI(await this.transport()).history(
      office,
      { ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) },
      this.call,
    );
    await this.out.table(
      entries,
      [
        ['TIME', (entry) => entry.created_at],
        ['AMOUNT', ({ amount }) => amount],
        ['BALANCE', (entry) => entry.balance_after],
        ['REASON', ({ reason }) => reason, 'text'],
      ],
      'No credits were added or spent yet.',
    );
  }
}
