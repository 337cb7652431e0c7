import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * Thrown when a brain gives no answer. Its `code` is the reason: `brain_failed` (the brain reported a failure),
 * `brain_stopped` (it ended in the middle), `brain_timeout` (it took too long), `brain_unreachable`, `brain_reply` (the
 * reply is not an answer), `brain_context` (the message exceeds the model's context), `no_key`.
 *
 * @example
 * ```ts
 * import { BrainError, defineAgent, echoBrain } from '@mitosislabs/agent';
 *
 * const onError = (error: unknown): void => {
 *   if (error instanceof BrainError) console.error(error.code, error.message);
 * };
 * const agent = defineAgent({ brain: echoBrain(), onError });
 * ```
 */
export class BrainError extends MitosisError {
  static override readonly errorName: string = 'BrainError';
}
