import { readFile } from 'node:fs/promises';
import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevLossCommand } from '../../command/DevLossCommand.ts';
import { noSuchFile } from '../../files/noSuchFile.ts';

/** `mi dev import` */
export class DevImport extends DevLossCommand {
  static override usage = Command.Usage({
    description: 'Replace the state of `mi dev` by an exported one.',
    details: `Reads a file of \`mi dev export\`. What the emulator had before is lost: \`mi dev snapshot\` keeps it. It asks at a terminal,
and needs --yes elsewhere.`,
    examples: [
      ['In a script', 'mi dev import acme.emulator --yes'],
      ['Ask first', 'mi dev import acme.emulator'],
    ],
  });

  file = Option.String({ name: 'file' });

  protected async act(control: Control): Promise<void> {
    const exported = await readFile(this.file).catch(noSuchFile(this.file));
    await this.confirmLoss(`Replace all that this emulator has by ${this.file}?`);
    await control.import(exported);
    this.out.done(`imported ${this.file}`, { file: this.file });
  }
}
