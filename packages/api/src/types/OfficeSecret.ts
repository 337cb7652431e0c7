import { type Schema, shape, text } from '../schema.ts';

/** The secret that an office got instead of its old one. */
export interface OfficeSecret {
  /** The new secret. It is shown this once. */
  secret: string;
}

/** The schema of {@link OfficeSecret}. */
export const officeSecretSchema: Schema<OfficeSecret> = shape<OfficeSecret>({
  secret: text,
});
