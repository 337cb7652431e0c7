import { boolean, optional, type Schema, shape, text } from '../schema.ts';

/** How an agent is doing. */
export interface EmployeeStatus {
  /** `provisioning`, then `ready`; or `suspended`, `archived`, `failed`. */
  phase: string;
  /** Whether it takes work and messages. */
  ready: boolean;
  /** Where its gateway is: a URL. */
  gatewayEndpoint?: string;
  /** Where its own page is: a URL. */
  accessUrl?: string;
  /** The token for that page. A secret. */
  accessToken?: string;
  /** When it was last heard of: ISO 8601. */
  lastSeen?: string;
  /** What is the matter, for people to read. */
  message?: string;
}

/** The schema of {@link EmployeeStatus}. */
export const employeeStatusSchema: Schema<EmployeeStatus> = shape<EmployeeStatus>({
  phase: text,
  ready: boolean,
  gatewayEndpoint: optional(text),
  accessUrl: optional(text),
  accessToken: optional(text),
  lastSeen: optional(text),
  message: optional(text),
});
