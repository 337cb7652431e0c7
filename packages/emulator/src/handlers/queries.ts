import { MESSAGES, PAGE } from '../assumptions.ts';

/** The part of a list that a query requests. */
export function pageOf(query: { limit?: number | undefined; offset?: number | undefined }): {
  limit: number;
  offset: number;
} {
  return { limit: Math.min(query.limit ?? PAGE.usual, PAGE.most), offset: query.offset ?? 0 };
}

/** The number of messages that a query requests. */
export function limitOf(query: { limit?: number | undefined }): number {
  return Math.min(query.limit ?? MESSAGES.usual, MESSAGES.most);
}

/** Reads the values of a query parameter, separated by commas; `undefined` when the query does not have it. */
export function listIn(text: string | undefined): string[] | undefined {
  return text?.split(',').map((value) => value.trim());
}
