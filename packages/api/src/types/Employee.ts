import { boolean, optional, record, type Schema, shape, text, textRecord, texts } from '../schema.ts';
import { type BackupConfig, backupConfigSchema } from './BackupConfig.ts';
import { type EmployeeChannels, employeeChannelsSchema } from './EmployeeChannels.ts';
import { type EmployeeResources, employeeResourcesSchema } from './EmployeeResources.ts';
import { type EmployeeStatus, employeeStatusSchema } from './EmployeeStatus.ts';

/** An agent that works in an office. */
export interface Employee {
  /** Its name, unique in the office: a lower-case letter or digit, then up to 62 more and dashes. */
  name: string;
  /** What it works as, such as `researcher`. */
  role?: string;
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier: string;
  /** Who serves its model, such as `anthropic`. */
  modelProvider: string;
  /** The names of its skills. */
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
  /** How it is backed up. */
  backup?: BackupConfig;
  /** The version of its container image. */
  imageTag?: string;
  /** More configuration, as the agent understands it. */
  customConfig?: Record<string, unknown>;
  /** Environment variables, by name. */
  env?: Record<string, string>;
  /** The names of the office's secrets that it sees as environment variables. */
  envSecrets?: string[];
  /** What its model is told first. */
  systemPrompt?: string;
  /** How it is doing. */
  status: EmployeeStatus;
}

/** The schema of {@link Employee}. */
export const employeeSchema: Schema<Employee> = shape<Employee>({
  name: text,
  role: optional(text),
  modelTier: text,
  modelProvider: text,
  skills: optional(texts),
  channels: optional(employeeChannelsSchema),
  resources: optional(employeeResourcesSchema),
  storage: optional(text),
  selfConfigure: optional(boolean),
  autoUpdate: optional(boolean),
  chromium: optional(boolean),
  webTerminal: optional(boolean),
  backup: optional(backupConfigSchema),
  imageTag: optional(text),
  customConfig: optional(record),
  env: optional(textRecord),
  envSecrets: optional(texts),
  systemPrompt: optional(text),
  status: employeeStatusSchema,
});
