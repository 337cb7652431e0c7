import { optional, type Schema, shape, text } from '../schema.ts';

/** Which backups to list. */
export interface BackupsQuery {
  /** Only those of the agent of this name. */
  employee?: string;
}

/** The schema of {@link BackupsQuery}. */
export const backupsQuerySchema: Schema<BackupsQuery> = shape<BackupsQuery>({
  employee: optional(text),
});
