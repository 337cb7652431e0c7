import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';

/** `mi agents list` */
export class AgentsList extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'List the agents of an office.',
    examples: [
      ['In your only office, or the default one', 'mi agents list'],
      ['In another one', 'mi agents list -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
    ],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const agents = await new EmployeesAPI(await this.transport()).list(office, this.call);
    await this.out.table(
      agents,
      [
        ['NAME', ({ name }) => name],
        ['ROLE', ({ role }) => role],
        ['MODEL', ({ modelTier }) => modelTier],
        ['PHASE', ({ status }) => status.phase],
        ['READY', ({ status }) => (status.ready ? 'yes' : 'no')],
      ],
      'No agents here yet. Hire one: mi agents hire -n <name>',
    );
  }
}
