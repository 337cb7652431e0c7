import { Command } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { OfficeCommand } from '../../command/ApiCommand.ts';

/** `mi keys list` */
export class KeysList extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'List the agents whose keys are on this machine.',
    examples: [['Show them', 'mi keys list -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11']],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const agents = await keystoreOf(this.context).listAgentKeys(office);
    const rows = agents.map((agent) => ({ office, agent }));
    await this.out.table(
      rows,
      [['AGENT', ({ agent }) => agent]],
      'No keys here. Make one: mi keys generate -a <agent>',
    );
  }
}
