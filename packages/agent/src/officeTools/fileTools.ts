import { FilesAPI } from '@mitosislabs/api/files';
import { MitosisError } from '@mitosislabs/auth/errors';
import { type Tool, tool } from '../tools/tool.ts';
import { textFields } from './textFields.ts';

/** The longest file that is read, in bytes. */
const LONGEST_FILE = 4 * 1024 * 1024;
/** How many characters of a file are read at once, and how many files are listed. */
const PART = 16_000;
const MOST_FILES = 500;

const name = "The file's name, as `list_files` shows it.";

/** The tools for the shared drive. */
export const fileTools: Readonly<Record<'list_files' | 'read_file' | 'write_file', () => Tool>> = {
  list_files: () =>
    tool({
      name: 'list_files',
      description:
        "Lists the files of the office's shared drive: name, size in bytes, time of the last change.",
      input: textFields({ 'contains?': 'Only files with this in their name.' }),
      repeatable: true,
      describe: () => 'looking at the shared drive',
      run: async ({ contains = '' }, { transport, officeId, signal }) => {
        const files = await new FilesAPI(transport).list(officeId, { signal });
        const found = files.filter((file) => file.name.includes(contains));
        if (found.length === 0) return 'There are no such files.';
        const lines = found
          .slice(0, MOST_FILES)
          .map((file) => `${file.name} (${file.size}, ${file.modifiedAt})`);
        const more = found.length - lines.length;
        return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
      },
    }),

  read_file: () =>
    tool({
      name: 'read_file',
      description: `Reads a text file of the office's shared drive, up to ${PART} characters at once.`,
      input: textFields({ name, 'from?': 'The character to begin at, as a number. Default: 0.' }),
      repeatable: true,
      describe: (input) => `reading ${input.name}`,
      run: async (input, { transport, officeId, signal }) => {
        const response = await new FilesAPI(transport).download(officeId, input.name, { signal });
        const text = await textIn(response, input.name);
        const from = Math.max(0, Math.floor(Number(input.from ?? 0)) || 0);
        const part = text.slice(from, from + PART);
        const end = from + part.length;
        if (text === '') return 'The file is empty.';
        if (part === '') return `The file has only ${text.length} characters.`;
        return end < text.length
          ? `${part}\n[… ${text.length - end} more characters: read from ${end}]`
          : part;
      },
    }),

  write_file: () =>
    tool({
      name: 'write_file',
      description: "Writes a text file to the office's shared drive, and replaces one with the same name.",
      input: textFields({ name: "The file's name, such as report.md.", content: 'The whole content.' }),
      // The same content under the same name.
      repeatable: true,
      describe: (input) => `writing ${input.name}`,
      run: async (input, { transport, officeId, signal, idempotencyKey }) => {
        const data = new TextEncoder().encode(input.content);
        await new FilesAPI(transport).upload(officeId, input.name, data, { signal, idempotencyKey });
        return `Wrote ${input.name}: ${data.length} bytes.`;
      },
    }),
};

/** The text of a file. Refuses one that is too long, or is not text. */
async function textIn(response: Response, file: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = response.body?.getReader();
  let text = '';
  let size = 0;
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      size += part.value.length;
      if (size > LONGEST_FILE) throw unreadable(file, `is longer than ${LONGEST_FILE} bytes`);
      text += decodeWith(decoder, part.value, file);
    }
    text += decodeWith(decoder, undefined, file);
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
  if (text.includes('\0')) throw unreadable(file, 'is not a text');
  return text;
}

function decodeWith(decoder: TextDecoder, bytes: Uint8Array | undefined, file: string): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    throw unreadable(file, 'is not a text');
  }
}

function unreadable(file: string, problem: string): MitosisError {
  return new MitosisError(`${file} ${problem}.`, { code: 'file_unreadable' });
}
