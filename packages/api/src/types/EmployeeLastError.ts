import { optional, type Schema, shape, text } from '../schema.ts';

/** The last thing that went wrong with an agent; empty when nothing has. */
export interface EmployeeLastError {
  /** What went wrong. */
  error?: string;
  /** When: ISO 8601. */
  timestamp?: string;
}

/** The schema of {@link EmployeeLastError}. */
export const employeeLastErrorSchema: Schema<EmployeeLastError> = shape<EmployeeLastError>({
  error: optional(text),
  timestamp: optional(text),
});
