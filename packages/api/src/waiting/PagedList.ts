import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';

/**
 * A list that resolves to one page when awaited, and yields everything when iterated:
 *
 * @example
 * ```ts
 * import { CreditsAPI } from '@mitosislabs/api/credits';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const credits = new CreditsAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const newest = await credits.history('office-id', { limit: 10 });
 * for await (const entry of credits.history('office-id')) console.log(entry.reason, entry.amount);
 * console.log(newest.length);
 * ```
 */
export type PagedList<T> = APIPromise<T[]> & AsyncIterable<T>;

type FetchPage<T> = (offset: number, options: RequestOptions | undefined) => APIPromise<T[]>;

/**
 * Creates a paged list for an operation that takes `offset` and `limit`. The first page is fetched at once; iterating
 * fetches each further page when it is needed, and yields no entry twice, even when new ones shift the pages.
 *
 * @param start - The offset of the first page.
 * @param fetchPage - Fetches one page.
 * @param options - The caller's options for each page. Leaving the loop aborts the pending page, but not the first one,
 * which may be awaited as well.
 */
export function pagedList<T extends { id: string }>(
  start: number,
  fetchPage: FetchPage<T>,
  options: RequestOptions | undefined,
): PagedList<T> {
  const first = fetchPage(start, options);
  const iterate = (): AsyncIterator<T> =>
    abortableIterator(
      (signal) => entries(start, first, (offset) => fetchPage(offset, { ...options, signal })),
      options,
    );
  return Object.assign(first, { [Symbol.asyncIterator]: iterate });
}

async function* entries<T extends { id: string }>(
  start: number,
  first: Promise<T[]>,
  fetchPage: (offset: number) => Promise<T[]>,
): AsyncGenerator<T, void, undefined> {
  const given = new Set<unknown>();
  let offset = start;
  let before: string | undefined;
  for (let page = await first; page.length; page = await fetchPage(offset)) {
    const ids = JSON.stringify(page.map(identity));
    // A server that does not support `offset` returns the same page for ever.
    if (ids === before) return;
    before = ids;
    offset += page.length;
    for (const entry of page) {
      const id = identity(entry);
      if (given.has(id)) continue;
      given.add(id);
      yield entry;
    }
  }
}

/** Returns the id of an entry, or the entry itself when it has none. */
function identity(entry: { id: unknown }): unknown {
  return typeof entry.id === 'string' ? entry.id : entry;
}
