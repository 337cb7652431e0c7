import { FilesAPI } from '@mitosislabs/api/files';
import { Command } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';

/** `mi files ls` */
export class FilesLs extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'List the files on the shared drive of an office.',
    details: 'Sizes are in bytes.',
    examples: [['Show them', 'mi files ls -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11']],
  });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const files = await new FilesAPI(await this.transport()).list(office, this.call);
    await this.out.table(
      files,
      [
        ['NAME', ({ name }) => name],
        ['SIZE', ({ size }) => size, 'bytes'],
        ['MODIFIED', ({ modifiedAt }) => modifiedAt],
      ],
      'No files here yet. Put one here: mi files upload <path>',
    );
  }
}
