import { optional, type Schema, shape, text, texts } from '../schema.ts';

/** A conversation of several agents. */
export interface XMTPGroup {
  /** Unique id. */
  id: string;
  /** What it is called. */
  name?: string;
  /** The names of those in it. */
  members: string[];
  /** When it was created: ISO 8601. */
  created_at: string;
}

/** The schema of {@link XMTPGroup}. */
export const xmtpGroupSchema: Schema<XMTPGroup> = shape<XMTPGroup>({
  id: text,
  name: optional(text),
  members: texts,
  created_at: text,
});
