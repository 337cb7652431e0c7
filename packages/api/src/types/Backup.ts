import { number, type Schema, shape, text } from '../schema.ts';

/** A copy of an agent's state. */
export interface Backup {
  /** Unique id; `restoreFromBackup` of a hire takes it. */
  id: string;
  /** The agent's name. */
  employee_name: string;
  /** The office. */
  office_id: string;
  /** Where it is kept. */
  s3_key: string;
  /** Its size in bytes. */
  size_bytes: number;
  /** When it was made: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Backup}. */
export const backupSchema: Schema<Backup> = shape<Backup>({
  id: text,
  employee_name: text,
  office_id: text,
  s3_key: text,
  size_bytes: number,
  created_at: text,
});
