import { PAGE } from '../assumptions.ts';

/** Which part of a list is asked for. */
export function pageOf(query: { limit?: number | undefined; offset?: number | undefined }): {
  limit: number;
  offset: number;
} {
  return { limit: Math.min(query.limit ?? PAGE.usual, PAGE.most), offset: query.offset ?? 0 };
}
