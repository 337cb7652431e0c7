import { optional, type Schema, shape, text } from '../schema.ts';

/** Which task an agent asks for. */
export interface ClaimTaskRequest {
  /** The agent's name. */
  agent: string;
  /** Only tasks of this kind. Default: any. */
  kind?: string;
}

/** The schema of {@link ClaimTaskRequest}. */
export const claimTaskRequestSchema: Schema<ClaimTaskRequest> = shape<ClaimTaskRequest>({
  agent: text,
  kind: optional(text),
});
