import { optional, record, type Schema, shape, text } from '../schema.ts';

/** Something that an agent's pod is asked to do. */
export interface EmployeeAction {
  /** What, in one word. */
  action: string;
  /** With what. */
  params?: Record<string, unknown>;
}

/** The schema of {@link EmployeeAction}. */
export const employeeActionSchema: Schema<EmployeeAction> = shape<EmployeeAction>({
  action: text,
  params: optional(record),
});
