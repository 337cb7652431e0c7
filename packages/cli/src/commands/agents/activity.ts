import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command, Option } from 'clipanion';
import { AgentCommand } from '../../command/AgentCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';

/** `mi agents activity` */
export class AgentsActivity extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Show what an agent has done.',
    examples: [
      ['Its last 20 tasks', 'mi agents activity 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria -l 20 -c task'],
    ],
  });

  limit = Option.String('-l,--limit', { description: 'the most events to show' });
  offset = Option.String('--offset', { description: 'events to skip' });
  category = Option.String('-c,--category', {
    description: 'task, message, standup, session, xmtp, lifecycle, chat or terminal',
  });
  since = Option.String('--since', { description: 'only events after this time (ISO 8601)' });

  async execute(): Promise<void> {
    const limit = wholeNumber('--limit', this.limit, { min: 1 });
    const offset = wholeNumber('--offset', this.offset);
    const office = await this.officeId();
    const events = await new EmployeesAPI(await this.transport()).activity(
      office,
      this.agent,
      {
        ...(limit !== undefined && { limit }),
        ...(offset !== undefined && { offset }),
        ...(this.category !== undefined && { category: this.category }),
        ...(this.since !== undefined && { since: this.since }),
      },
      this.call,
    );
    await this.out.table(
      events,
      [
        ['TIME', ({ timestamp }) => timestamp],
        ['CATEGORY', ({ category }) => category],
        ['TYPE', ({ type }) => type],
        ['SUMMARY', ({ summary }) => summary, 'text'],
      ],
      `${this.agent} has done nothing yet.`,
    );
  }
}
