import { decoded, isSecretParameter, REDACTED } from './secrets.ts';

/** A segment of a path, or a parameter. Some servers separate these by semicolons. */
const PIECE = /[^/?&=#;]+(=[^&#;]*)?/g;

/**
 * Replaces the secrets in the target of a request, or in an address: a user's password, parameters with secret names, and
 * what `redactValue` finds in the rest, also when it is encoded. The result is a target, too.
 *
 * @param found - Takes the values that were secret by their names.
 */
export function redactTarget(
  target: string,
  redactValue: (text: string) => string,
  found?: Set<string>,
): string {
  const clean = (part: string): string => {
    const text = decoded(part);
    const shown = redactValue(text);
    return shown === text ? part : shown.split(REDACTED).map(encodeURIComponent).join(REDACTED);
  };
  return target.replace(/^(\w+:\/\/)[^/@?#]*@/, `$1${REDACTED}@`).replace(PIECE, (piece) => {
    const end = piece.indexOf('=');
    if (end < 0) return clean(piece);
    const name = piece.slice(0, end);
    const value = piece.slice(end + 1);
    if (!isSecretParameter(decoded(name))) return `${clean(name)}=${clean(value)}`;
    found?.add(decoded(value));
    return `${name}=${REDACTED}`;
  });
}
