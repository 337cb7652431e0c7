import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command, Option } from 'clipanion';
import { AgentCommand } from '../../command/AgentCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';

/** `mi agents logs` */
export class AgentsLogs extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Show what an agent has logged.',
    details: 'What could steer a terminal is shown as an escape; --json gives the logs exactly.',
    examples: [['The last 50 lines', 'mi agents logs 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria -t 50']],
  });

  tail = Option.String('-t,--tail', { description: 'lines from the end' });

  async execute(): Promise<void> {
    const tail = wholeNumber('--tail', this.tail, { min: 1 });
    const office = await this.officeId();
    const logs = await new EmployeesAPI(await this.transport()).logs(
      office,
      this.agent,
      tail === undefined ? undefined : { tail },
      this.call,
    );
    this.out.text(logs.logs, logs);
  }
}
