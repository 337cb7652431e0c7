import { boolean, optional, type Schema, shape, text } from '../schema.ts';

/** Whether an agent is there. */
export interface EmployeePresence {
  /** Whether it has been heard of in the last 2 minutes. */
  online: boolean;
  /** When it was last heard of: ISO 8601. */
  last_seen?: string;
}

/** The schema of {@link EmployeePresence}. */
export const employeePresenceSchema: Schema<EmployeePresence> = shape<EmployeePresence>({
  online: boolean,
  last_seen: optional(text),
});
