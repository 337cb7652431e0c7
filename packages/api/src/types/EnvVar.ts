import { optional, type Schema, shape, text } from '../schema.ts';

/** An environment variable. */
export interface EnvVar {
  /** Its name. */
  key: string;
  /** Its value; left out where it is not to be seen. */
  value?: string;
  /** Where it comes from, in one word. */
  source?: string;
}

/** The schema of {@link EnvVar}. */
export const envVarSchema: Schema<EnvVar> = shape<EnvVar>({
  key: text,
  value: optional(text),
  source: optional(text),
});
