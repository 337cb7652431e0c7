import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * A brain that could not think. Its `code` says why: `brain_failed` (it said so itself), `brain_stopped` (it ended in the
 * middle), `brain_timeout` (it took too long), `brain_unreachable`, `brain_reply` (what came is no answer), `brain_context` (the message is more than the model can read),
 * `no_key`.
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
