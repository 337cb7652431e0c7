import { number, type Schema, shape, text } from '../schema.ts';

/** A file on an office's shared drive. */
export interface FileInfo {
  /** Its name. */
  name: string;
  /** Its size in bytes. */
  size: number;
  /** When it was last written: ISO 8601. */
  modifiedAt: string;
}

/** The schema of {@link FileInfo}. */
export const fileInfoSchema: Schema<FileInfo> = shape<FileInfo>({
  name: text,
  size: number,
  modifiedAt: text,
});
