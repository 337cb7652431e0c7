import { basename, dirname } from 'node:path';
import type { Context } from '../Context.ts';
import { wrap } from './wrap.ts';

/** A folder that a package manager fills for one run and does not put on the PATH of another terminal. */
const TEMPORARY = /[\\/](?:_npx|dlx|\.?bunx-[^\\/]*)[\\/]/;

/** The folder of a project's commands: it is on the PATH of scripts only. */
const LOCAL = /[\\/]node_modules[\\/]\.bin[\\/][^\\/]*$/;

/** The words that start `mi` with each package manager: as installed in the current folder, and without installing it. */
const WORDS = {
  npm: { local: 'npx mi', temporary: 'npx -p @mitosislabs/sdk mi' },
  pnpm: { local: 'pnpm exec mi', temporary: 'pnpm --package=@mitosislabs/sdk dlx mi' },
  yarn: { local: 'yarn mi', temporary: 'yarn dlx -p @mitosislabs/sdk mi' },
  bun: { local: 'bunx mi', temporary: 'bunx --package=@mitosislabs/sdk mi' },
} as const;

/**
 * Returns the words that start `mi` where the user is: `npx mi` if only the current folder has it, `mi` if it is on the PATH.
 *
 * @param script - The path that Node was started with.
 */
export function startingWords(env: Context['env'], script = process.argv[1] ?? ''): string {
  if (env['MI_COMMAND']) return env['MI_COMMAND'];
  const words = WORDS[managerOf(env)];
  if (TEMPORARY.test(script)) return words.temporary;
  if (LOCAL.test(script)) return words.local;
  // Installed globally, `mi` is a link of that name. pnpm starts the file behind its links.
  const isOnPath = basename(script) === 'mi' && basename(dirname(script)) === 'bin';
  return env['npm_command'] === undefined || isOnPath ? 'mi' : words.local;
}

function managerOf(env: Context['env']): keyof typeof WORDS {
  if (env['npm_lifecycle_event'] === 'bunx') return 'bun';
  const name = env['npm_config_user_agent']?.split('/')[0] ?? '';
  return Object.hasOwn(WORDS, name) ? (name as keyof typeof WORDS) : 'npm';
}

/**
 * Replaces `mi` in the command lines of a message by the words that start it here, so that they can be pasted. A command
 * line stands at the start of a line, in backticks, or after a colon, a pipe or `or`.
 */
export function pasteable(text: string, env: Context['env']): string {
  const words = startingWords(env);
  return words === 'mi' ? text : text.replace(/(?<=^ *|`|[:|] |\bor )mi (?=[a-z<])/gm, `${words} `);
}

/**
 * Breaks the lines of a text that are wider than a terminal, between words. Lines to copy stay whole: those of one word,
 * such as a key, and indented ones, such as a command. Off a terminal, nothing is broken.
 *
 * `wrap` is heavy: the build loads it when a line is too wide, not before.
 */
export function fitted(text: string, { isTTY, columns }: { isTTY?: boolean; columns?: number }): string {
  if (isTTY !== true || !columns) return text;
  return text
    .split('\n')
    .map((line) => (mayBeWider(line, columns) && /^\S+\s+\S/.test(line) ? wrap(line, columns) : line))
    .join('\n');
}

/** Whether a line may be wider than a terminal: a character may take two columns. */
function mayBeWider(line: string, columns: number): boolean {
  return line.length > columns || (line.length * 2 > columns && !/^[\u0020-\u007e]*$/.test(line));
}
