import { count, optional, type Schema, shape } from '../schema.ts';

/** Which part of a list to get. */
export interface PageQuery {
  /** At most so many entries. */
  limit?: number;
  /** After so many entries. */
  offset?: number;
}

/** The schema of {@link PageQuery}. */
export const pageQuerySchema: Schema<PageQuery> = shape<PageQuery>({
  limit: optional(count),
  offset: optional(count),
});
