import type { APIPromise } from '@mitosislabs/transport';

/**
 * One page when it is awaited, everything when it is iterated:
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

/**
 * Makes a paged list of an operation that takes `offset` and `limit`. The first page is asked for at once; iterating
 * fetches the next one when the last is used up, and gives no entry twice, also when new ones move the pages along.
 */
export function pagedList<T extends { id: string }>(
  start: number,
  fetchPage: (offset: number) => APIPromise<T[]>,
): PagedList<T> {
  const first = fetchPage(start);
  return Object.assign(first, { [Symbol.asyncIterator]: () => entries(start, first, fetchPage) });
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
    // A server that does not know `offset` answers the same page for ever.
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

/** What has no id is only ever itself. */
function identity(entry: { id: unknown }): unknown {
  return typeof entry.id === 'string' ? entry.id : entry;
}
