import { closest } from '../closest.ts';

/** What somebody means by a line. */
export type TypedLine =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string }
  /** A command that there is not; what to say about it. */
  | { readonly kind: 'mistake'; readonly note: string };

/**
 * Tells commands from messages. One that has more words behind it is a command all the same, and nothing for an agent; so is
 * one that was nearly typed. Paths, and what begins with two slashes, are messages.
 *
 * @param commands - The names of the commands, but for `quit`.
 */
export function typedLine(text: string, commands: readonly string[]): TypedLine {
  const match = /^\/([a-z]*)( .*)?$/i.exec(text);
  if (!match) return { kind: 'message', text: text.replace(/^\/\//, '/') };
  const name = (match[1] ?? '').toLowerCase();
  const names = [...commands, 'quit'];
  if (names.includes(name)) return { kind: 'command', name };
  const meant = closest(name, names);
  if (match[2] !== undefined && meant === undefined) return { kind: 'message', text };
  const help = meant === undefined ? '/help shows them' : `did you mean /${meant}?`;
  return { kind: 'mistake', note: `there is no command /${name}: ${help}` };
}
