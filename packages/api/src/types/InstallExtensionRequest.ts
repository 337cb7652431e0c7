import { type Schema, shape, text } from '../schema.ts';

/** An extension to install. */
export interface InstallExtensionRequest {
  /** Its id. */
  extId: string;
}

/** The schema of {@link InstallExtensionRequest}. */
export const installExtensionRequestSchema: Schema<InstallExtensionRequest> = shape<InstallExtensionRequest>({
  extId: text,
});
