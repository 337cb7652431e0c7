import { optional, type Schema, shape, text } from '../schema.ts';
import { type EmployeeResources, employeeResourcesSchema } from './EmployeeResources.ts';

/** The model that an agent gets. */
export interface PromoteRequest {
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier: string;
  /** Who serves the model. Default: as before. */
  provider?: string;
  /** What its pod may use from now on. */
  resources?: EmployeeResources;
}

/** The schema of {@link PromoteRequest}. */
export const promoteRequestSchema: Schema<PromoteRequest> = shape<PromoteRequest>({
  modelTier: text,
  provider: optional(text),
  resources: optional(employeeResourcesSchema),
});
