import { type Schema, shape, text } from '../schema.ts';

/** What an agent's pod has printed. */
export interface EmployeeLogs {
  /** The lines, oldest first. Written by the agent: it may hold terminal escapes. */
  logs: string;
  /** The name of the pod. */
  pod: string;
}

/** The schema of {@link EmployeeLogs}. */
export const employeeLogsSchema: Schema<EmployeeLogs> = shape<EmployeeLogs>({
  logs: text,
  pod: text,
});
