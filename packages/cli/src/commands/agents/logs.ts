import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command, Option } from 'clipanion';
import { AgentCommand } from '../../command/AgentCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';

/** `mi agents logs` */
export class AgentsLogs extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Show the logs of an agent.',
    details: `Control characters are shown as escapes; --json prints the logs exactly. --follow prints each line as it
comes, until you press Ctrl-C; with --json, each is a JSON document: {"line":"…"}.`,
    examples: [
      ['The last 50 lines', 'mi agents logs 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria -t 50'],
      ['New lines as they come', 'mi agents logs aria --follow'],
    ],
  });

  tail = Option.String('-t,--tail', { description: 'lines from the end' });

  follow = Option.Boolean('-f,--follow', false, { description: 'print new lines as they come' });

  async execute(): Promise<void> {
    const tail = wholeNumber('--tail', this.tail, { min: 1 });
    const office = await this.officeId();
    const employees = new EmployeesAPI(await this.transport());
    if (this.follow) {
      const options = { ...(tail !== undefined && { tail }), signal: this.context.signal };
      for await (const line of employees.followLogs(office, this.agent, options)) {
        if (this.json) this.out.line({ line });
        else this.out.text(line, line);
      }
      return;
    }
    const logs = await employees.logs(
      office,
      this.agent,
      tail === undefined ? undefined : { tail },
      this.call,
    );
    await this.out.longText(logs.logs, logs);
  }
}
