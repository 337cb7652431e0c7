import { optional, type Schema, shape, text } from '../schema.ts';

/** Whom an agent works for. */
export interface AgentKitOwner {
  /** The name. */
  name?: string;
  /** The telephone number. */
  phone?: string;
  /** The e-mail address. */
  email?: string;
  /** What the agent should know about its owner. */
  context?: string;
}

/** The schema of {@link AgentKitOwner}. */
export const agentKitOwnerSchema: Schema<AgentKitOwner> = shape<AgentKitOwner>({
  name: optional(text),
  phone: optional(text),
  email: optional(text),
  context: optional(text),
});
