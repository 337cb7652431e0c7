import { closest } from '@mitosislabs/auth/errors';

/** The meaning of a typed line. */
export type TypedLine =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string }
  /** An unknown command, with a remark about it. */
  | { readonly kind: 'mistake'; readonly note: string };

/**
 * Tells commands from messages. A command with more words after it, or a misspelt one, is not sent to the agent. Paths, and
 * lines that begin with two slashes, are messages.
 *
 * @param commands - The names of the commands except `quit`.
 */
export function typedLine(text: string, commands: readonly string[]): TypedLine {
  const match = /^\/([a-z]*)( .*)?$/i.exec(text);
  if (!match) return { kind: 'message', text: text.replace(/^\/\//, '/') };
  const name = (match[1] ?? '').toLowerCase();
  const names = [...commands, 'quit'];
  if (names.includes(name)) return { kind: 'command', name };
  const meant = closest(name, names);
  if (match[2] !== undefined && meant === undefined) return { kind: 'message', text };
  const help = meant === undefined ? '/help lists them' : `did you mean /${meant}?`;
  return { kind: 'mistake', note: `there is no command /${name}: ${help}` };
}
