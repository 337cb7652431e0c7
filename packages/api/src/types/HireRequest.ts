import { boolean, optional, record, type Schema, shape, text, textRecord, texts } from '../schema.ts';
import { type AgentKitConfig, agentKitConfigSchema } from './AgentKitConfig.ts';
import { type BedrockCredentials, bedrockCredentialsSchema } from './BedrockCredentials.ts';
import { type EmployeeChannels, employeeChannelsSchema } from './EmployeeChannels.ts';
import { type EmployeeResources, employeeResourcesSchema } from './EmployeeResources.ts';

/** An agent to hire. */
export interface HireRequest {
  /** Its name, unique in the office: a lower-case letter or digit, then up to 62 more and dashes. */
  name: string;
  /** What it works as, such as `researcher`. */
  role?: string;
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier?: string;
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
  /** What it is given beside its model. */
  agentKit?: AgentKitConfig;
  /** The id of an existing bot that it shall be. */
  botId?: string;
  /** Credentials for models on Amazon Bedrock. */
  bedrockCredentials?: BedrockCredentials;
  /** The id of the backup that it starts from. */
  restoreFromBackup?: string;
}

/** The schema of {@link HireRequest}. */
export const hireRequestSchema: Schema<HireRequest> = shape<HireRequest>({
  name: text,
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
  agentKit: optional(agentKitConfigSchema),
  botId: optional(text),
  bedrockCredentials: optional(bedrockCredentialsSchema),
  restoreFromBackup: optional(text),
});
