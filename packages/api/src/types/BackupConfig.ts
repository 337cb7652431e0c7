import { boolean, optional, type Schema, shape, text } from '../schema.ts';

/** How an agent is backed up. */
export interface BackupConfig {
  /** When: a cron expression, such as `0 3 * * *`. */
  schedule?: string;
  /** Whether it is backed up at all. */
  enabled?: boolean;
}

/** The schema of {@link BackupConfig}. */
export const backupConfigSchema: Schema<BackupConfig> = shape<BackupConfig>({
  schedule: optional(text),
  enabled: optional(boolean),
});
