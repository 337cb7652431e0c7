import { boolean, list, number, optional, type Schema, shape } from '../schema.ts';
import { type FileChange, fileChangeSchema } from './FileChange.ts';

/** What happened to an office's files since a point in time. */
export interface FileChangesResponse {
  /** The changes, oldest first. */
  events: FileChange[];
  /** The server's clock, in ms since 1970: what to pass as `since` the next time. */
  serverTime: number;
  /** `true` when the server does not remember that far back: list the files anew. */
  full_refresh?: boolean;
}

/** The schema of {@link FileChangesResponse}. */
export const fileChangesResponseSchema: Schema<FileChangesResponse> = shape<FileChangesResponse>({
  events: list(fileChangeSchema),
  serverTime: number,
  full_refresh: optional(boolean),
});
