import { type Schema, shape, texts } from '../schema.ts';

/** What an agent shall be allowed to do. */
export interface CreateDelegateRequest {
  /** All of it: what is not listed is not allowed. */
  permissions: string[];
}

/** The schema of {@link CreateDelegateRequest}. */
export const createDelegateRequestSchema: Schema<CreateDelegateRequest> = shape<CreateDelegateRequest>({
  permissions: texts,
});
