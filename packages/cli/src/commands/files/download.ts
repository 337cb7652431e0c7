import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { FileProgress } from '@mitosislabs/api/files';
import { NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
import { Command, Option } from 'clipanion';
import { isOfficeId } from '../../client/resolveOffice.ts';
import { ApiCommand, oneOffice } from '../../command/ApiCommand.ts';
import { addHint } from '../../errors/hints.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { localFileError } from '../../files/localFileError.ts';
import { targetPath } from '../../files/targetPath.ts';
import { TransferProgress } from '../../output/progress.ts';
import { writeBytes } from '../../output/writeBytes.ts';

/** `mi files download` */
export class FilesDownload extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Get a file from the shared drive of an office.',
    details: `Without -o, saves the file in this folder under a safe form of its name: never in another folder, and never as a
hidden file. The umask decides who can read it. An existing file is replaced only with --force. The name of an
incomplete download ends with .part. The next download of the same version continues it.`,
    examples: [
      ['Into this folder', 'mi files download 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 report.md'],
      ['To standard output', 'mi files download report.md -o -'],
    ],
  });

  officeArgument = Option.String({ name: 'office', required: false });
  // The short form is the output's.
  office = Option.String('--office', { description: 'the office, in place of the first argument' });
  file = Option.String({ name: 'file' });
  output = Option.String('-o,--output', {
    description: 'where to put it: a file, a folder, or - for standard output',
  });
  force = Option.Boolean('-f,--force', false, { description: 'replace an existing file' });

  async execute(): Promise<void> {
    if (this.output !== undefined && isOfficeId(this.output)) {
      throw new UsageError(`-o is the output, and ${this.output} looks like an office`, {
        hint: `Name the office with --office ${this.output}`,
      });
    }
    const office = await this.officeId();
    // The file is shown on the terminal then, or its reader shows something.
    this.showsProgress = this.output !== '-';
    const files = new NodeFilesAPI(await this.transport());
    if (this.output === '-') {
      const { body } = await files.download(office, this.file, this.call);
      await writeBytes(body ?? [], this.context);
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
      .downloadTo(office, this.file, path, { overwrite: this.force, resume: true, onProgress, ...this.call })
      .catch(async (error: unknown) => {
        await hintAtPart(error, path);
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

  protected override async officeId(): Promise<string> {
    return this.officeOf(oneOffice(this.office, this.officeArgument));
  }
}

/** Says that the next run continues, if a part of the file is left. */
async function hintAtPart(error: unknown, path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const isLeft = names.some((name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.part'));
  if (isLeft) addHint(error, 'Run the command again to continue where it stopped.');
}
