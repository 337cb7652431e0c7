import type { FileProgress } from '@mitosislabs/api/files';
import { NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { localFileError } from '../../files/localFileError.ts';
import { targetPath } from '../../files/targetPath.ts';
import { writeDownload } from '../../files/writeDownload.ts';
import { TransferProgress } from '../../output/progress.ts';

/** `mi files download` */
export class FilesDownload extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Get a file from the shared drive of an office.',
    details: `Without -o, saves the file in this folder under a safe form of its name: never in another folder, and never as a
hidden file. The umask decides who can read it. An existing file is replaced only with --force. The name of an
incomplete download ends with .part.`,
    examples: [
      ['Into this folder', 'mi files download 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 report.md'],
      ['To standard output', 'mi files download report.md -o -'],
    ],
  });

  office = Option.String({ name: 'office', required: false });
  file = Option.String({ name: 'file' });
  output = Option.String('-o,--output', {
    description: 'where to put it: a file, a folder, or - for standard output',
  });
  force = Option.Boolean('-f,--force', false, { description: 'replace an existing file' });

  async execute(): Promise<void> {
    const office = await this.officeOf(this.office);
    const files = new NodeFilesAPI(await this.transport());
    if (this.output === '-') {
      await writeDownload(await files.download(office, this.file, this.call), this.context);
      return;
    }
    const path = await targetPath(this.file, this.output, this.force);
    let size = 0;
    const progress = new TransferProgress(this.context, this.file);
    const onProgress = (state: FileProgress): void => {
      size = state.loaded;
      progress.update(state);
    };
    await files
      .downloadTo(office, this.file, path, { overwrite: this.force, onProgress, ...this.call })
      .catch((error: unknown) => {
        throw localFileError(error, path);
      })
      .finally(() => progress.end());
    this.out.done(`downloaded ${this.file} to ${path} (${size} bytes)`, {
      office,
      name: this.file,
      path,
      size,
    });
  }
}
