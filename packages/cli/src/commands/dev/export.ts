import { writeAtomically } from '@mitosislabs/auth/nodeFiles';
import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { noSuchFolder } from '../../files/noSuchFile.ts';
import { alreadyThere } from '../../files/targetPath.ts';

/** `mi dev export` */
export class DevExport extends DevCommand {
  static override usage = Command.Usage({
    description: 'Write the state of `mi dev` to a file.',
    details: `The file has everything, also private keys of agents and values of variables: only you can read it. \`mi dev import\`
reads it, also into another emulator.`,
    examples: [['To a file', 'mi dev export acme.emulator']],
  });

  file = Option.String({ name: 'file' });
  force = Option.Boolean('-f,--force', false, { description: 'replace an existing file' });

  protected async act(control: Control): Promise<void> {
    const exported = await control.export();
    const written = writeAtomically(this.file, exported, { overwrite: this.force });
    if (!(await written.catch(noSuchFolder(this.file))))
      throw alreadyThere(this.file, 'Pass --force to replace it, or name another file.');
    this.out.done(`wrote ${this.file}`, { file: this.file, bytes: exported.length });
  }
}
