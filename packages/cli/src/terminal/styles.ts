/** The codes that switch a style on and off (SGR, ECMA-48). */
export type Style = readonly [on: number, off: number];

/** Strong text. */
export const BOLD: Style = [1, 22];
/** Emphasised text. */
export const ITALIC: Style = [3, 23];
/** Deleted text. */
export const STRUCK: Style = [9, 29];
/** Failures. */
export const RED: Style = [31, 39];
const GREEN: Style = [32, 39];
const YELLOW: Style = [33, 39];
/** Code and links. */
export const CYAN: Style = [36, 39];
/** Text of less weight. */
export const GRAY: Style = [90, 39];

/** Applies a style to text. Where colours are off, and for empty text, returns it unchanged. */
export function paint(text: string, [on, off]: Style, isColored: boolean): string {
  return isColored && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/** The words of states that are good, under way, or bad. */
const STATES: readonly (readonly [pattern: RegExp, style: Style])[] = [
  [/^(running|ready|completed|done|active|ok|up|healthy|yes)$/i, GREEN],
  [/^(failed|error|crashed|suspended|down|unhealthy|archived)$/i, RED],
  [/^(queued|pending|starting|creating|provisioning|waiting|paused|in_progress)$/i, YELLOW],
];

/** Returns the style of a state, such as `failed`; `undefined` if it is neither good nor bad. */
export function styleOfState(word: string): Style | undefined {
  return STATES.find(([pattern]) => pattern.test(word))?.[1];
}

/**
 * Whether a stream takes colours: a terminal does, unless NO_COLOR (https://no-color.org) or TERM=dumb is set. FORCE_COLOR
 * says so for any stream, and FORCE_COLOR=0 for none.
 */
export function takesColor(stream: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
