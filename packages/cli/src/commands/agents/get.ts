import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command } from 'clipanion';
import { AgentCommand } from '../../command/AgentCommand.ts';
import { agentFields } from '../../command/agentFields.ts';

/** `mi agents get` */
export class AgentsGet extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Show one agent.',
    examples: [
      ['In an office', 'mi agents get 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria'],
      ['In your only office, or the default one', 'mi agents get aria'],
    ],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const agent = await new EmployeesAPI(await this.transport()).get(office, this.agent, this.call);
    await this.out.fields(agent, agentFields(agent));
  }
}
