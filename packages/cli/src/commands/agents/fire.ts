import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command, Option } from 'clipanion';
import { AgentCommand } from '../../command/AgentCommand.ts';
import { CliError } from '../../errors/CliError.ts';
import { ExitCode } from '../../errors/exitCodes.ts';
import { confirm } from '../../prompt/ask.ts';

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

  yes = Option.Boolean('-y,--yes', false, { description: 'do not ask' });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const employees = new EmployeesAPI(await this.transport());
    if (this.context.stdin.isTTY && !this.yes && !(await confirm(`Fire ${this.agent}?`, this.context))) {
      throw new CliError('the agent was not fired', {
        code: 'not_confirmed',
        exitCode: ExitCode.confirmation,
        hint: 'Answer y, or pass --yes.',
      });
    }
    await employees.delete(office, this.agent, this.call);
    this.out.done(`fired ${this.agent}`, { office, name: this.agent, fired: true });
  }
}
