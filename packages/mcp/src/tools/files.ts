import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { NotFoundError } from '@mitosislabs/transport/errors';
import { z } from 'zod';
import { inert, inertLine } from '../content/inert.ts';
import type { Platform } from '../platform/Platform.ts';
import { readBytes, textOf } from '../platform/readFile.ts';
import { fields, limit, list, office } from './fields.ts';
import { workTool } from './Tool.ts';

/** The most bytes of one call of read_file. */
const MOST_BYTES = 1_000_000;
const DEFAULT_BYTES = 40_000;
/** Base64, with its padding. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const name = z.string().min(1);

/** The tools about the files of an office's shared drive. */
export const fileTools = [
  workTool({
    name: 'list_files',
    description: 'List the files of the shared drive.',
    operations: ['files.list'],
    effect: 'reads',
    standsFor: 'files.list',
    input: z.strictObject({
      office,
      prefix: z.string().optional().describe('Only names that begin so'),
      limit: limit(200, 2_000),
    }),
    output: list(fields({ name: 's', size: 'n', modifiedAt: 's' })),
    async run({ prefix = '', limit = 200, ...input }, { platform, request, office: find }) {
      const files = await platform.files.list(await find(input.office), request);
      return files.filter((file) => file.name.startsWith(prefix)).slice(0, limit);
    },
  }),
  workTool({
    name: 'read_file',
    description:
      'Read a file, or a part of it from byte offset. Text is shown with hidden characters escaped; encoding base64 returns the exact bytes.',
    operations: ['files.download', 'files.list'],
    effect: 'reads',
    input: z.strictObject({
      office,
      name,
      offset: z.number().int().min(0).optional(),
      max_bytes: limit(DEFAULT_BYTES, MOST_BYTES),
      encoding: z.enum(['utf8', 'base64']).optional(),
    }),
    output: fields({ name: 's', encoding: 's', content: 's', offset: 'n', next_offset: 'n' }),
    async run(
      { name, offset = 0, max_bytes = DEFAULT_BYTES, encoding = 'utf8', ...input },
      { platform, request, office: find, maxChars },
    ) {
      const officeId = await find(input.office);
      // Base64 is longer by a third, and cut base64 is useless.
      const most = Math.min(max_bytes, Math.floor(maxChars * (encoding === 'base64' ? 0.7 : 0.95)));
      const read = (one: string) => readBytes(platform.files, officeId, one, { offset, most }, request);
      const { bytes, hasMore } = await read(name).catch(async (error: unknown) => {
        const shown = NotFoundError.isInstance(error)
          ? await named(platform, officeId, name, request)
          : undefined;
        if (shown === undefined) throw error;
        return read(shown);
      });
      if (encoding === 'base64') {
        platform.assertNoSecret(bytes);
        return part(Buffer.from(bytes).toString('base64'), bytes.length);
      }
      const { text, length } = textOf(name, bytes, hasMore);
      return part(text, length);

      function part(content: string, length: number) {
        const next = hasMore || length < bytes.length ? { next_offset: offset + length } : {};
        return { name, encoding, content, offset, ...next };
      }
    },
    toText: ({ content, next_offset }: { content: string; next_offset?: number }) =>
      next_offset === undefined ? content : `${content}\n[more from offset ${next_offset}]`,
  }),
  workTool({
    name: 'write_file',
    description: 'Write a file. Replacing an existing one needs the user’s consent.',
    operations: ['files.upload', 'files.list'],
    effect: 'destroys',
    isIdempotent: true,
    input: z.strictObject({
      office,
      name,
      content: z.string(),
      encoding: z.enum(['utf8', 'base64']).optional(),
    }),
    output: fields({ name: 's', size: 'n', replaced: 'b' }),
    async run({ name, content, encoding = 'utf8', ...input }, { platform, request, office: find, confirm }) {
      const bytes = bytesOf(content, encoding);
      const officeId = await find(input.office);
      const existing = await named(platform, officeId, name, request);
      if (existing !== undefined) await confirm(`Replace the file ${inertLine(name)}?`);
      await platform.files.upload(officeId, existing ?? name, bytes, request);
      return { name, size: bytes.length, replaced: existing !== undefined };
    },
  }),
];

/** Finds the name of an existing file: the exact one, or the only one that is shown so. */
async function named(
  { files }: Platform,
  officeId: string,
  name: string,
  request: RequestOptions,
): Promise<string | undefined> {
  const names = (await files.list(officeId, request)).map((file) => file.name);
  if (names.includes(name)) return name;
  const shown = names.filter((one) => inert(one) === name);
  return shown.length === 1 ? shown[0] : undefined;
}

/** Decodes the content of a file. Refuses what would be written as something else. */
function bytesOf(content: string, encoding: 'utf8' | 'base64'): Uint8Array {
  if (encoding === 'base64') {
    const compact = content.replace(/\s/g, '');
    if (!BASE64.test(compact)) throw new InvalidArgumentError('content', 'is not base64');
    return new Uint8Array(Buffer.from(compact, 'base64'));
  }
  if (/\p{Surrogate}/u.test(content)) {
    throw new InvalidArgumentError('content', 'is not well-formed text: it has half of a surrogate pair');
  }
  return new TextEncoder().encode(content);
}
