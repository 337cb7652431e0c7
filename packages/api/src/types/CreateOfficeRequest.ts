import { boolean, optional, type Schema, shape, text } from '../schema.ts';

/** An office to create. */
export interface CreateOfficeRequest {
  /** What to call it. Dropped when the caller owns an office already, unless `forceCreate` is set. */
  name: string;
  /** The id of the user who shall own it. Default: the caller. */
  owner_id?: string;
  /** Creates a second office for a caller who owns one. Default: `false`, which answers with the one there is. */
  forceCreate?: boolean;
}

/** The schema of {@link CreateOfficeRequest}. */
export const createOfficeRequestSchema: Schema<CreateOfficeRequest> = shape<CreateOfficeRequest>({
  name: text,
  owner_id: optional(text),
  forceCreate: optional(boolean),
});
