import { resolve } from 'node:path';
import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';

/** `mi dev seed` */
export class DevSeed extends DevCommand {
  static override usage = Command.Usage({
    description: 'Create what a seed file names in `mi dev`.',
    details: `Reads a JSON or YAML file of users, offices, agents, tasks, files and messages. All of it is created, or nothing.
With --json it prints the ids, the API keys and the agents' private keys.`,
    examples: [['From a file', 'mi dev seed office.yaml']],
  });

  file = Option.String({ name: 'file' });

  protected async act(control: Control): Promise<void> {
    const { readSeedFile } = await import('@mitosislabs/emulator');
    const seeded = await control.seed(await readSeedFile(resolve(this.file)));
    this.out.done(`seeded ${Object.keys(seeded.offices).join(', ') || 'no offices'}`, seeded);
  }
}
