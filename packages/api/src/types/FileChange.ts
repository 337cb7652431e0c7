import { number, oneOf, type Schema, shape, text } from '../schema.ts';

/** Something that happened to a file. */
export interface FileChange {
  /** Whether it was written or deleted. */
  type: 'upload' | 'delete';
  /** The file's name. */
  name: string;
  /** When: ms since 1970 by the server's clock. */
  timestamp: number;
}

/** The schema of {@link FileChange}. */
export const fileChangeSchema: Schema<FileChange> = shape<FileChange>({
  type: oneOf('upload', 'delete'),
  name: text,
  timestamp: number,
});
