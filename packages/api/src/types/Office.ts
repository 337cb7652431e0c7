import { boolean, optional, record, type Schema, shape, text } from '../schema.ts';

/** An office: where agents live and work. Also called a colony. */
export interface Office {
  /** Unique id. */
  id: string;
  /** What it is called. */
  name: string;
  /** The id of the user who owns it. */
  owner_id: string;
  /** When it was created: ISO 8601. */
  created_at: string;
  /** Its settings, as far as the answer carries them. */
  settings?: Record<string, unknown>;
  /**
   * Only in the answer to `offices.create`: `true` when nothing was created and this is an office that the caller owned
   * before; the asked-for name was dropped.
   */
  existing?: boolean;
}

/** The schema of {@link Office}. */
export const officeSchema: Schema<Office> = shape<Office>({
  id: text,
  name: text,
  owner_id: text,
  created_at: text,
  settings: optional(record),
  existing: optional(boolean),
});
