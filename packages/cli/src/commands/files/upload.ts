import { addAbortSignal } from 'node:stream';
import type { FileProgress } from '@mitosislabs/api/files';
import { NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
import { Command, Option } from 'clipanion';
import { findOffice, isOfficeId, listOffices } from '../../client/resolveOffice.ts';
import { OfficeCommand } from '../../command/ApiCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { assertNew } from '../../files/assertNew.ts';
import { localFileError } from '../../files/localFileError.ts';
import { openOnce } from '../../files/openOnce.ts';
import { isUploadSource, type UploadSource, uploadSources } from '../../files/uploadSources.ts';
import { TransferProgress } from '../../output/progress.ts';

/** `mi files upload` */
export class FilesUpload extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Put files on the shared drive of an office.',
    details: `<path>: files, patterns such as '*.md', or - for standard input. Standard input and named pipes need -n, and are
uploaded one at a time. The first of several words is the office, unless it is a local file, a path or a pattern, or -o names
the office.
A file of the same name on the drive is replaced only with --force. Folders and devices are refused. All files are checked
before the first one is sent.
If a file changes during the upload, the command fails, and that file on the drive stays as it was.`,
    examples: [
      ['Under its own name', 'mi files upload 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 ./report.md'],
      ['Under another one', 'mi files upload ./report.md -n q1.md'],
      ['Several files', "mi files upload ./report.md './charts/*.png'"],
      ['From a pipe', 'date | mi files upload - -n today.txt'],
    ],
  });
  /** How the help shows the words: clipanion knows only that there is one at least. */
  static shown = { arguments: ['[office]', '<path>...'], required: [] };

  words = Option.Rest({ name: 'path', required: 1 });
  name = Option.String('-n,--name', { description: 'its name on the drive; default: its own' });
  force = Option.Boolean('-f,--force', false, { description: 'replace files of the same name' });

  async execute(): Promise<void> {
    const { named, paths } = await this.#readWords();
    const sources = await uploadSources(paths, this.name, this.context);
    const office = await this.officeOf(named);
    const files = new NodeFilesAPI(await this.transport());
    const names = sources.map(({ name }) => name);
    if (!this.force) await assertNew(files, office, names, this.call);
    if (await this.plan(sources.map((source) => ({ send: () => this.#upload(files, office, source) }))))
      return;
    for (const source of sources) {
      const size = await this.#upload(files, office, source);
      const record = { office, name: source.name, size };
      if (this.out.json && sources.length > 1) this.out.line(record);
      else this.out.done(`uploaded ${source.name} (${size} bytes)`, record);
    }
  }

  /** Uploads one source, and returns its size in bytes. */
  async #upload(files: NodeFilesAPI, office: string, source: UploadSource): Promise<number> {
    const { path, name, isStream } = source;
    let size = 0;
    const progress = new TransferProgress(this.context, name);
    const onProgress = (state: FileProgress): void => {
      size = state.loaded;
      progress.update(state);
    };
    const options = { onProgress, ...this.call };
    try {
      if (isStream) await files.upload(office, name, await this.#open(path), options);
      else await files.uploadFrom(office, path, { filename: name, ...options });
    } catch (error) {
      throw localFileError(error, path);
    } finally {
      progress.end();
    }
    return size;
  }

  async #open(path: string) {
    const { stdin, signal } = this.context;
    return path === '-' ? addAbortSignal(signal, stdin) : openOnce(path, signal);
  }

  /** Tells the office from the paths. */
  async #readWords(): Promise<{ named: string | undefined; paths: string[] }> {
    const [first = '', ...others] = this.words;
    if (this.office !== undefined || others.length === 0) return { named: this.office, paths: this.words };
    if (isOfficeId(first) || !(await isUploadSource(first))) return { named: first, paths: others };
    if (await this.#isOffice(first)) {
      throw new UsageError(`${first} is a file here, and also the name of an office`, {
        hint: `Name the office with -o <office>, or write the path as ./${first}`,
      });
    }
    return { named: undefined, paths: this.words };
  }

  /** Whether a word that is a file here also names an office of the account. */
  async #isOffice(word: string): Promise<boolean> {
    if (word === '-' || /[\\/]/.test(word)) return false;
    const options = { ...this.call, maxRetries: 0 };
    // An agent may not list offices.
    const offices = await listOffices(await this.settings(), this.context, options).catch(() => []);
    try {
      return findOffice(word, offices) !== undefined;
    } catch {
      return true;
    }
  }
}
