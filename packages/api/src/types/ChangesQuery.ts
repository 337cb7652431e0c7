import { optional, type Schema, shape, time } from '../schema.ts';

/** From when on to get the changes to files. */
export interface ChangesQuery {
  /**
   * ms since 1970 by the server's clock; from the `serverTime` of the last answer. Default: all that the server
   * remembers.
   */
  since?: number;
}

/** The schema of {@link ChangesQuery}. */
export const changesQuerySchema: Schema<ChangesQuery> = shape<ChangesQuery>({
  since: optional(time),
});
