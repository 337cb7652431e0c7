import { boolean, type Schema, shape } from '../schema.ts';

/** Whether an office's workspace works. */
export interface WorkspaceHealth {
  /** Whether commands can be run. */
  healthy: boolean;
}

/** The schema of {@link WorkspaceHealth}. */
export const workspaceHealthSchema: Schema<WorkspaceHealth> = shape<WorkspaceHealth>({
  healthy: boolean,
});
