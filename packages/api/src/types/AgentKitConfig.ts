import { boolean, optional, type Schema, shape, text } from '../schema.ts';
import { type AgentKitOwner, agentKitOwnerSchema } from './AgentKitOwner.ts';

/** What an agent is given beside its model. */
export interface AgentKitConfig {
  /** Whether it is given anything. */
  enabled?: boolean;
  /** Whether it takes tasks from the office's queue. */
  taskQueue?: boolean;
  /** Keeps it from the queue, whatever else says that it takes part. */
  disableTaskQueue?: boolean;
  /** The name of the secret with its Neon database. */
  neonSecret?: string;
  /** Whom it works for. */
  owner?: AgentKitOwner;
  /** How it behaves, in words. */
  personality?: string;
}

/** The schema of {@link AgentKitConfig}. */
export const agentKitConfigSchema: Schema<AgentKitConfig> = shape<AgentKitConfig>({
  enabled: optional(boolean),
  taskQueue: optional(boolean),
  disableTaskQueue: optional(boolean),
  neonSecret: optional(text),
  owner: optional(agentKitOwnerSchema),
  personality: optional(text),
});
