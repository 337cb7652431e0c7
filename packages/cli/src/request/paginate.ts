import { UsageError } from '../errors/UsageError.ts';

/** One page of a list. */
interface Page {
  /** The entries. */
  readonly entries: readonly unknown[];
  /** How many entries there are in all, if the server says so. */
  readonly total: number | undefined;
}

/**
 * Reads a list page by page: with `limit` as given, and with `offset` after the entries so far. Ends at an empty page, at
 * the total, at a page shorter than `limit`, and where a server ignores `offset`.
 *
 * @param path - The path of the list, with its query.
 * @param read - Reads the JSON of one page.
 */
export async function* paginate(
  path: string,
  read: (path: string) => Promise<string | undefined>,
): AsyncGenerator<string, void, undefined> {
  const url = new URL(path, 'http://localhost');
  const limit = Number(url.searchParams.get('limit') ?? Number.NaN);
  let offset = Number(url.searchParams.get('offset') ?? 0);
  let previous: string | undefined;
  let target = path;
  for (;;) {
    const text = await read(target);
    const page = text === undefined ? undefined : pageOf(text);
    if (text === undefined || page === undefined) {
      if (previous !== undefined) return;
      throw new UsageError('--paginate needs a list, but this response is not one');
    }
    if (previous !== undefined && (page.entries.length === 0 || text === previous)) return;
    yield text;
    offset += page.entries.length;
    const isLast =
      page.entries.length === 0 || page.entries.length < limit || offset >= (page.total ?? Infinity);
    if (isLast) return;
    previous = text;
    url.searchParams.set('offset', String(offset));
    target = url.pathname + url.search;
  }
}

function pageOf(text: string): Page | undefined {
  const value: unknown = JSON.parse(text === '' ? 'null' : text);
  if (Array.isArray(value)) return { entries: value, total: undefined };
  const { data, total } = Object(value) as { data?: unknown; total?: unknown };
  return Array.isArray(data)
    ? { entries: data, total: typeof total === 'number' ? total : undefined }
    : undefined;
}
