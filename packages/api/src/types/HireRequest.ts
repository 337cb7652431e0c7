import { optional, type Schema, shape, text } from '../schema.ts';
import { type AgentKitConfig, agentKitConfigSchema } from './AgentKitConfig.ts';
import { type BedrockCredentials, bedrockCredentialsSchema } from './BedrockCredentials.ts';
import { type UpdateEmployeeRequest, updateEmployeeFields } from './UpdateEmployeeRequest.ts';

/** An agent to hire. */
export interface HireRequest extends UpdateEmployeeRequest {
  /** Its name, unique in the office: a lower-case letter or digit, then up to 62 more and dashes. */
  name: string;
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
  ...updateEmployeeFields,
  agentKit: optional(agentKitConfigSchema),
  botId: optional(text),
  bedrockCredentials: optional(bedrockCredentialsSchema),
  restoreFromBackup: optional(text),
});
