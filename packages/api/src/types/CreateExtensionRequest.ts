import { optional, record, type Schema, shape, text } from '../schema.ts';

/** An extension to register. */
export interface CreateExtensionRequest {
  /** What to call it. */
  name: string;
  /** What it says about itself. */
  manifest?: Record<string, unknown>;
  /** The HTML of its panel. */
  panel_html?: string;
}

/** The schema of {@link CreateExtensionRequest}. */
export const createExtensionRequestSchema: Schema<CreateExtensionRequest> = shape<CreateExtensionRequest>({
  name: text,
  manifest: optional(record),
  panel_html: optional(text),
});
