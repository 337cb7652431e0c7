import { basename } from 'node:path';
import type { FileProgress } from '@mitosislabs/api/files';
import { NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { assertNew } from '../../files/assertNew.ts';
import { assertRegularFile } from '../../files/assertRegularFile.ts';
import { localFileError } from '../../files/localFileError.ts';
import { TransferProgress } from '../../output/progress.ts';

/** `mi files upload` */
export class FilesUpload extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Put a file on the shared drive of an office.',
    details: `A file of the same name on the drive is replaced only with --force. Uploads only regular files: no folders, pipes
or devices.
A file that is written to while it is read is not uploaded: the command fails, and the drive stays as it was.`,
    examples: [
      ['Under its own name', 'mi files upload 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 ./report.md'],
      ['Under another one', 'mi files upload ./report.md -n q1.md'],
    ],
  });

  office = Option.String({ name: 'office', required: false });
  source = Option.String({ name: 'path' });
  name = Option.String('-n,--name', { description: 'its name on the drive; default: its own' });

  force = Option.Boolean('-f,--force', false, { description: 'replace a file of the same name' });

  async execute(): Promise<void> {
    await assertRegularFile(this.source);
    const name = this.name ?? basename(this.source);
    const office = await this.officeOf(this.office);
    const files = new NodeFilesAPI(await this.transport());
    if (!this.force) await assertNew(files, office, name, this.call);
    let size = 0;
    const progress = new TransferProgress(this.context, name);
    const onProgress = (state: FileProgress): void => {
      size = state.loaded;
      progress.update(state);
    };
    await files
      .uploadFrom(office, this.source, { filename: name, onProgress, ...this.call })
      .catch((error: unknown) => {
        throw localFileError(error, this.source);
      })
      .finally(() => progress.end());
    this.out.done(`uploaded ${name} (${size} bytes)`, { office, name, size });
  }
}
