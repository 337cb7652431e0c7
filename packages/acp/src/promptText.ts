import type { ContentBlock } from '@agentclientprotocol/sdk';
import { refusal } from './rpcError.ts';

/** The largest attached file, in bytes. */
const LARGEST_FILE = 20 * 1024 * 1024;

/** The extensions of attached files by their type. The wire's own text never becomes part of a name. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
};

/** A file of a prompt. */
export interface Attachment {
  readonly bytes: Uint8Array;
  /** The extension of its name, without the dot. */
  readonly extension: string;
}

/**
 * Writes a prompt as the text of one message. Text resources are part of it; images and other bytes are handed to
 * `attach`, and the text names the file.
 *
 * @param blocks - The prompt.
 * @param attach - Stores a file where the agent can read it, and returns its name.
 * @throws {@link RequestError} for content that an agent cannot get.
 */
export async function promptText(
  blocks: readonly ContentBlock[],
  attach: (file: Attachment) => Promise<string>,
): Promise<string> {
  // Refuses all of the prompt before any of it is stored.
  const parts = blocks.map(partOf);
  let text = '';
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : `[${await attach(part)} on the office's shared drive]`;
    text += text === '' || /\s$/.test(text) || /^\s/.test(piece) ? piece : `\n${piece}`;
  }
  if (text.trim() === '') throw refusal('The prompt is empty.', 'prompt_empty', 'Write a message.');
  return text;
}

function partOf(block: ContentBlock): string | Attachment {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'image':
      return attachment(block.data, block.mimeType);
    case 'resource_link':
      return `[${block.title ?? block.name}](${block.uri})`;
    case 'resource': {
      const { resource } = block;
      if ('blob' in resource) return attachment(resource.blob, resource.mimeType);
      return fenced(resource.uri, resource.text);
    }
    default:
      throw refusal(
        'Agents cannot hear: the prompt holds audio.',
        'prompt_content',
        'Send text, images or files.',
      );
  }
}

function attachment(base64: string, mimeType: string | null | undefined): Attachment {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0 || base64 === '') {
    throw refusal('The data of an attached file is not base64.', 'prompt_content');
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > LARGEST_FILE) {
    throw refusal(
      `An attached file has ${bytes.length} bytes; the most are ${LARGEST_FILE}.`,
      'prompt_content',
      'Upload it with `mi files upload`, and name it in the message.',
    );
  }
  return { bytes, extension: EXTENSIONS[mimeType?.toLowerCase() ?? ''] ?? 'bin' };
}

/** A file as Markdown, with a fence that its text cannot close. */
function fenced(uri: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const name = uri.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return `\n${name}:\n${fence}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}\n`;
}
