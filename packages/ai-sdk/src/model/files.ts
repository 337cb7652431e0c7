import type { LanguageModelV4FilePart, LanguageModelV4Message, SharedV4Warning } from '@ai-sdk/provider';
import { convertToBase64 } from '@ai-sdk/provider-utils';
import { FilesAPI } from '@mitosislabs/api/files';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import type { TransportLike } from '@mitosislabs/transport';
import { textOf } from './question.ts';

/** Longer texts are uploaded instead of written into the message. In characters. */
const LONGEST_TEXT = 50_000;

/** Where files go. */
export interface FileTarget {
  readonly transport: TransportLike;
  readonly officeId: string;
  /** Whether to upload them. */
  readonly uploads: boolean;
  readonly signal: AbortSignal | undefined;
}

/** The messages as one text, with their files: texts in it, others on the office's shared drive. */
export async function withFiles(
  messages: readonly LanguageModelV4Message[],
  target: FileTarget,
): Promise<{ text: string; warnings: SharedV4Warning[] }> {
  const warnings: SharedV4Warning[] = [];
  const parts: string[] = [];
  for (const message of messages) {
    const text = textOf(message);
    if (text !== '') parts.push(text);
    if (message.role !== 'user') continue;
    for (const part of message.content)
      if (part.type === 'file') parts.push(await fileText(part, target, warnings));
  }
  return { text: parts.join('\n\n'), warnings };
}

async function fileText(
  part: LanguageModelV4FilePart,
  { transport, officeId, uploads, signal }: FileTarget,
  warnings: SharedV4Warning[],
): Promise<string> {
  const { data, mediaType, filename } = part;
  const isText = mediaType.startsWith('text') || mediaType === 'application/json';
  if (data.type === 'url') return `[${mediaType}: ${data.url.toString()}]`;
  if (data.type === 'reference') {
    warnings.push({ type: 'unsupported', feature: 'file references of other providers' });
    return `[a file of the type ${mediaType} is left out]`;
  }
  const bytes = data.type === 'text' ? new TextEncoder().encode(data.text) : bytesOf(data.data);
  const text = isText ? new TextDecoder().decode(bytes) : undefined;
  if (text !== undefined && text.length <= LONGEST_TEXT) return `[${filename ?? mediaType}]\n${text}`;
  if (!uploads) {
    warnings.push({
      type: 'unsupported',
      feature: `files of the type ${mediaType}`,
      details: 'It was left out.',
    });
    return `[a file of the type ${mediaType} is left out]`;
  }
  const name = nameFor(filename, mediaType);
  await new FilesAPI(transport).upload(officeId, name, bytes, { signal });
  return `[The file ${name} (${mediaType}) is on the shared drive.]`;
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  if (typeof data !== 'string') return data;
  const binary = atob(convertToBase64(data).replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** A name that replaces no other file: `chat-1f0c9a2b-photo.png`. */
function nameFor(filename: string | undefined, mediaType: string): string {
  const kind = mediaType.replace(/^.*\//, '').replace(/[^a-z0-9].*$/i, '') || 'bin';
  const own = (filename ?? `file.${kind}`)
    .replace(/^.*[/\\]/, '')
    .replace(/[^\w.-]+/g, '_')
    .slice(-80);
  return `chat-${randomUUID().slice(0, 8)}-${own}`;
}
