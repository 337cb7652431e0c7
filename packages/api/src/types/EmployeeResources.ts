import { optional, type Schema, shape, text } from '../schema.ts';

/** What an agent's pod asks for and may use, as Kubernetes quantities. */
export interface EmployeeResources {
  /** The processor time that is kept for it: `250m` is a quarter of a core. */
  cpuRequest?: string;
  /** The most processor time that it gets. */
  cpuLimit?: string;
  /** The memory that is kept for it: `512Mi`. */
  memoryRequest?: string;
  /** The most memory that it gets. */
  memoryLimit?: string;
}

/** The schema of {@link EmployeeResources}. */
export const employeeResourcesSchema: Schema<EmployeeResources> = shape<EmployeeResources>({
  cpuRequest: optional(text),
  cpuLimit: optional(text),
  memoryRequest: optional(text),
  memoryLimit: optional(text),
});
