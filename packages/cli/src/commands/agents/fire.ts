import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command } from 'clipanion';
import { AgentCommand } from '../../command/AgentCommand.ts';

/** `mi agents fire` */
export class AgentsFire extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Fire an agent. Its name is free again.',
    details: `Asks first at a terminal, unless --yes is given. Without a terminal it does not ask, so that scripts can fire
agents.`,
    examples: [
      ['Ask first', 'mi agents fire 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria'],
      ['Do not ask', 'mi agents fire aria --yes'],
    ],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const employees = new EmployeesAPI(await this.transport());
    // Scripts of earlier clients fire agents without an option: off a terminal this command does not ask.
    if (this.context.stdin.isTTY) await this.confirmLoss(`Fire ${this.agent} (office ${office})?`);
    await employees.delete(office, this.agent, this.call);
    this.out.done(`fired ${this.agent}`, { office, name: this.agent, fired: true });
  }
}
