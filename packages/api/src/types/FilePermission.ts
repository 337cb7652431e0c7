import { oneOf, type Schema, shape, text } from '../schema.ts';

/** What an agent may do with a file. */
export interface FilePermission {
  /** The agent. */
  agent_name: string;
  /** What it may do; `write` includes reading. */
  access: 'none' | 'read' | 'write';
}

/** The schema of {@link FilePermission}. */
export const filePermissionSchema: Schema<FilePermission> = shape<FilePermission>({
  agent_name: text,
  access: oneOf('none', 'read', 'write'),
});
