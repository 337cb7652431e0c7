import { optional, record, type Schema, shape, text } from '../schema.ts';

/** A panel that extends an office. */
export interface Extension {
  /** Unique id. */
  id: string;
  /** What it is called. */
  name: string;
  /** The office that registered it. */
  office_id: string;
  /** What it says about itself. */
  manifest?: Record<string, unknown>;
  /** When it was registered: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Extension}. */
export const extensionSchema: Schema<Extension> = shape<Extension>({
  id: text,
  name: text,
  office_id: text,
  manifest: optional(record),
  created_at: text,
});
