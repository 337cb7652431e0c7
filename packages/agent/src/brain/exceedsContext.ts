/** How much of a refusal is read, in characters. */
const LONGEST = 16 * 1024;

/** How servers report that a question exceeds the context: codes first, then sentences. */
const TOO_MUCH = [
  /context_length_exceeded|string_above_max_length|request_too_large|exceed_context_size|model_max_prompt_tokens_exceeded/i,
  /\bcontext (length|window|size)\b|\bmaximum context\b|\bcontext limit\b/i,
  /\b(prompt|input|request|messages?|question)\b.{0,60}\btoo (long|large|big|many)\b|\btoo many (input |prompt )?tokens\b/i,
  /\b(exceed\w*|larger than|longer than|greater than|over)\b.{0,60}\b(max\w*|limit|available|allowed|supported)\b.{0,60}\b(tokens?|length|context)\b/i,
  /\btokens?\b.{0,60}\bexceed\w*\b|\bexceed\w*\b.{0,60}\btokens?\b|\breduce the (length|number|size)\b/i,
] as const;
/** One question exceeds the tokens allowed in a minute: waiting does not help. */
const MORE_THAN_A_MINUTE = /\brequest too large\b|\btokens must be reduced\b/i;
/** Other limits of tokens a minute do not concern the context. */
const PER_TIME = /per (min|minute|hour|day|second)\b|\((TPM|RPM|TPD|RPD)\)|rate.?limit|quota/i;

/**
 * Whether a refusal of a model's server reports that the request exceeds the context. Servers say it in many ways.
 *
 * @param text - The message or the body of the refusal.
 *
 * @example
 * ```ts
 * import { exceedsContext } from '@mitosislabs/agent';
 *
 * console.log(exceedsContext('This model has a maximum context length of 8192 tokens.')); // true
 * ```
 */
export function exceedsContext(text: string): boolean {
  const said = text.slice(0, LONGEST);
  if (MORE_THAN_A_MINUTE.test(said)) return true;
  return !PER_TIME.test(said) && TOO_MUCH.some((sentence) => sentence.test(said));
}
