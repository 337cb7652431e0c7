import { basename } from 'node:path';
import { FilesAPI } from '@mitosislabs/api/files';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { openRegularFile } from '../../files/openRegularFile.ts';

/** `mi files upload` */
export class FilesUpload extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Put a file on the shared drive of an office.',
    details: `A file of that name on the drive is replaced. Only regular files are sent: no folders, pipes or devices.
A file that is written to while it is sent is not uploaded: the command fails, and what was on the drive stays.`,
    examples: [
      ['Under its own name', 'mi files upload 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 ./report.md'],
      ['Under another one', 'mi files upload ./report.md -n q1.md'],
    ],
  });

  office = Option.String({ name: 'office', required: false });
  source = Option.String({ name: 'path' });
  name = Option.String('-n,--name', { description: 'its name on the drive; default: its own' });

  async execute(): Promise<void> {
    const { body, size, close } = await openRegularFile(this.source);
    try {
      const name = this.name ?? basename(this.source);
      const office = await this.officeOf(this.office);
      await new FilesAPI(await this.transport()).upload(office, name, body, this.call);
      this.out.done(`uploaded ${name} (${size} bytes)`, { office, name, size });
    } finally {
      await close();
    }
  }
}
