import { type Schema, shape, text, texts } from '../schema.ts';

/** What an agent may do in the name of the office's owner. */
export interface Delegate {
  /** The agent's name. */
  agent_id: string;
  /** What it may do. */
  permissions: string[];
  /** Since when: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Delegate}. */
export const delegateSchema: Schema<Delegate> = shape<Delegate>({
  agent_id: text,
  permissions: texts,
  created_at: text,
});
