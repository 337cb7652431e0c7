import {
  boolean,
  type Fields,
  optional,
  record,
  type Schema,
  shape,
  text,
  textRecord,
  texts,
} from '../schema.ts';
import { type EmployeeChannels, employeeChannelsSchema } from './EmployeeChannels.ts';
import { type EmployeeResources, employeeResourcesSchema } from './EmployeeResources.ts';

/** What to change about an agent; what is left out stays as it is. */
export interface UpdateEmployeeRequest {
  /** What it works as, such as `researcher`. */
  role?: string;
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier?: string;
  /** The names of all its skills. */
  skills?: string[];
  /** Where people can reach it. */
  channels?: EmployeeChannels;
  /** What its pod may use. */
  resources?: EmployeeResources;
  /** The size of its disk, as a Kubernetes quantity: `10Gi`. */
  storage?: string;
  /** Whether it may change its own configuration. */
  selfConfigure?: boolean;
  /** Whether it gets new versions by itself. */
  autoUpdate?: boolean;
  /** Whether it has a browser. */
  chromium?: boolean;
  /** Whether it has a terminal in the dashboard. */
  webTerminal?: boolean;
  /** The version of its container image. */
  imageTag?: string;
  /** What its model is told first. */
  systemPrompt?: string;
  /** Environment variables, by name. */
  env?: Record<string, string>;
  /** The names of the office's secrets that it sees as environment variables. */
  envSecrets?: string[];
  /** More configuration, as the agent understands it. */
  customConfig?: Record<string, unknown>;
}

/** The schemas of its fields. */
export const updateEmployeeFields: Fields<UpdateEmployeeRequest> = {
  role: optional(text),
  modelTier: optional(text),
  skills: optional(texts),
  channels: optional(employeeChannelsSchema),
  resources: optional(employeeResourcesSchema),
  storage: optional(text),
  selfConfigure: optional(boolean),
  autoUpdate: optional(boolean),
  chromium: optional(boolean),
  webTerminal: optional(boolean),
  imageTag: optional(text),
  systemPrompt: optional(text),
  env: optional(textRecord),
  envSecrets: optional(texts),
  customConfig: optional(record),
};

/** The schema of {@link UpdateEmployeeRequest}. */
export const updateEmployeeRequestSchema: Schema<UpdateEmployeeRequest> =
  shape<UpdateEmployeeRequest>(updateEmployeeFields);
