import {
  boolean,
  type Fields,
  optional,
  record,
  type Schema,
  shape,
  string,
  stringArray,
  stringRecord,
} from '../../contract/schema.ts';

/** The owner of an agent. */
export interface AgentKitOwner {
  /** The owner's name. */
  name?: string;
  /** The owner's telephone number. */
  phone?: string;
  /** The owner's e-mail address. */
  email?: string;
  /** More about the owner that the agent should know. */
  context?: string;
}

/** The schema of {@link AgentKitOwner}. */
export const agentKitOwnerSchema: Schema<AgentKitOwner> = shape<AgentKitOwner>({
  name: optional(string),
  phone: optional(string),
  email: optional(string),
  context: optional(string),
});

/** The agent kit: the features of an agent besides its model. */
export interface AgentKitConfig {
  /** Whether the agent gets the kit. */
  enabled?: boolean;
  /** Whether it takes tasks from the office's queue. */
  taskQueue?: boolean;
  /** Keeps the agent off the queue; overrides `taskQueue`. */
  disableTaskQueue?: boolean;
  /** The name of the secret with its Neon database. */
  neonSecret?: string;
  /** The owner that it works for. */
  owner?: AgentKitOwner;
  /** Its personality, as text. */
  personality?: string;
}

/** The schema of {@link AgentKitConfig}. */
export const agentKitConfigSchema: Schema<AgentKitConfig> = shape<AgentKitConfig>({
  enabled: optional(boolean),
  taskQueue: optional(boolean),
  disableTaskQueue: optional(boolean),
  neonSecret: optional(string),
  owner: optional(agentKitOwnerSchema),
  personality: optional(string),
});

/** The backup settings of an agent. */
export interface BackupConfig {
  /** When: a cron expression, such as `0 3 * * *`. */
  schedule?: string;
  /** Whether backups are made. */
  enabled?: boolean;
}

/** The schema of {@link BackupConfig}. */
export const backupConfigSchema: Schema<BackupConfig> = shape<BackupConfig>({
  schedule: optional(string),
  enabled: optional(boolean),
});

/** Credentials for models on Amazon Bedrock. Secret. */
export interface BedrockCredentials {
  /** The id of the access key. */
  accessKeyId: string;
  /** The access key itself. */
  secretAccessKey: string;
  /** The region of the models, such as `us-east-1`. */
  region: string;
}

/** The schema of {@link BedrockCredentials}. */
export const bedrockCredentialsSchema: Schema<BedrockCredentials> = shape<BedrockCredentials>({
  accessKeyId: string,
  secretAccessKey: string,
  region: string,
});

/** The channels on which people can reach an agent. Omitted channels are off. */
export interface EmployeeChannels {
  /** WhatsApp. */
  whatsapp?: boolean;
  /** Discord. */
  discord?: boolean;
  /** Telegram. */
  telegram?: boolean;
  /** Signal. */
  signal?: boolean;
  /** XMTP. */
  xmtp?: boolean;
}

/** The schema of {@link EmployeeChannels}. */
export const employeeChannelsSchema: Schema<EmployeeChannels> = shape<EmployeeChannels>({
  whatsapp: optional(boolean),
  discord: optional(boolean),
  telegram: optional(boolean),
  signal: optional(boolean),
  xmtp: optional(boolean),
});

/** The resources that an agent's pod requests, and their limits, as Kubernetes quantities. */
export interface EmployeeResources {
  /** The CPU time reserved for it: `250m` is a quarter of a core. */
  cpuRequest?: string;
  /** The most CPU time that it gets. */
  cpuLimit?: string;
  /** The memory reserved for it: `512Mi`. */
  memoryRequest?: string;
  /** The most memory that it gets. */
  memoryLimit?: string;
}

/** The schema of {@link EmployeeResources}. */
export const employeeResourcesSchema: Schema<EmployeeResources> = shape<EmployeeResources>({
  cpuRequest: optional(string),
  cpuLimit: optional(string),
  memoryRequest: optional(string),
  memoryLimit: optional(string),
});

/** The status of an agent. */
export interface EmployeeStatus {
  /** `provisioning`, then `ready`; or `suspended`, `archived`, `failed`. */
  phase: string;
  /** Whether it takes work and messages. */
  ready: boolean;
  /** The URL of its gateway. */
  gatewayEndpoint?: string;
  /** The URL of its own page. */
  accessUrl?: string;
  /** The token for that page. A secret. */
  accessToken?: string;
  /** When its last heartbeat arrived: ISO 8601. */
  lastSeen?: string;
  /** Details of the status, for display. */
  message?: string;
}

/** The schema of {@link EmployeeStatus}. */
export const employeeStatusSchema: Schema<EmployeeStatus> = shape<EmployeeStatus>({
  phase: string,
  ready: boolean,
  gatewayEndpoint: optional(string),
  accessUrl: optional(string),
  accessToken: optional(string),
  lastSeen: optional(string),
  message: optional(string),
});

/** The configuration of an agent: what can be set when it is hired and changed later. */
export interface EmployeeSettings {
  /** Its role, such as `researcher`. */
  role?: string;
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier?: string;
  /** The names of its skills. */
  skills?: string[];
  /** The channels on which people can reach it. */
  channels?: EmployeeChannels;
  /** The resources of its pod. */
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
  /** More configuration, in the agent's own format. */
  customConfig?: Record<string, unknown>;
  /** Environment variables, by name. */
  env?: Record<string, string>;
  /** The names of the office's secrets that it sees as environment variables. */
  envSecrets?: string[];
  /** The system prompt of its model. */
  systemPrompt?: string;
}

const settings: Fields<EmployeeSettings> = {
  role: optional(string),
  modelTier: optional(string),
  skills: optional(stringArray),
  channels: optional(employeeChannelsSchema),
  resources: optional(employeeResourcesSchema),
  storage: optional(string),
  selfConfigure: optional(boolean),
  autoUpdate: optional(boolean),
  chromium: optional(boolean),
  webTerminal: optional(boolean),
  imageTag: optional(string),
  customConfig: optional(record),
  env: optional(stringRecord),
  envSecrets: optional(stringArray),
  systemPrompt: optional(string),
};

/** An agent that works in an office. */
export interface Employee extends EmployeeSettings {
  /** Its name, unique in the office: a lower-case letter or digit, then up to 62 more and dashes. */
  name: string;
  /** `opus`, `sonnet`, `haiku`, or another tier that the platform offers. */
  modelTier: string;
  /** The provider of its model, such as `anthropic`. */
  modelProvider: string;
  /** Its backup settings. */
  backup?: BackupConfig;
  /** Its current status. */
  status: EmployeeStatus;
}

/** The schema of {@link Employee}. */
export const employeeSchema: Schema<Employee> = shape<Employee>({
  ...settings,
  name: string,
  modelTier: string,
  modelProvider: string,
  backup: optional(backupConfigSchema),
  status: employeeStatusSchema,
});

/** Changes to an agent. Omitted fields stay as they are. */
export interface UpdateEmployeeRequest extends EmployeeSettings {
  /** The names of all its skills: the list replaces the earlier one. */
  skills?: string[];
}

/** The schema of {@link UpdateEmployeeRequest}. */
export const updateEmployeeRequestSchema: Schema<UpdateEmployeeRequest> =
  shape<UpdateEmployeeRequest>(settings);

/** The agent to hire. */
export interface HireRequest extends EmployeeSettings {
  /** Its name, unique in the office: a lower-case letter or digit, then up to 62 more and dashes. */
  name: string;
  /** Its agent kit. */
  agentKit?: AgentKitConfig;
  /** The id of an existing bot to use. */
  botId?: string;
  /** Credentials for models on Amazon Bedrock. */
  bedrockCredentials?: BedrockCredentials;
  /** The id of the backup to restore. */
  restoreFromBackup?: string;
}

/** The schema of {@link HireRequest}. */
export const hireRequestSchema: Schema<HireRequest> = shape<HireRequest>({
  name: string,
  ...settings,
  agentKit: optional(agentKitConfigSchema),
  botId: optional(string),
  bedrockCredentials: optional(bedrockCredentialsSchema),
  restoreFromBackup: optional(string),
});
