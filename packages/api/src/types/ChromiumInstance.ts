import { optional, type Schema, shape, text } from '../schema.ts';

/** A browser that runs in an office. */
export interface ChromiumInstance {
  /** Unique id. */
  id: string;
  /** How it is doing, in one word. */
  status: string;
  /** Where it can be watched: a URL. */
  vnc_url?: string;
}

/** The schema of {@link ChromiumInstance}. */
export const chromiumInstanceSchema: Schema<ChromiumInstance> = shape<ChromiumInstance>({
  id: text,
  status: text,
  vnc_url: optional(text),
});
