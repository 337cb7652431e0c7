import { MitosisError } from '@mitosislabs/auth/errors';
import {
  AuthenticationError,
  ConnectionError,
  InsufficientCreditsError,
  OS1Error,
  RateLimitError,
  TimeoutError,
} from '@mitosislabs/transport/errors';
import { addedHint, connectionHint, mayBeDone, mayBeDoneHint, refusalHint } from './hints.ts';

/** The codes of failed connections whose own hints name variables of the environment. */
const EXPLAINED: ReadonlySet<string> = new Set(['proxy_failed', 'certificates_unusable']);

/** An error in words: what happened, and what to do next. */
interface Description {
  message: string;
  code: string;
  hint: string | undefined;
}

/**
 * Describes an error for a person at a terminal. Replaces hints of the library that name its options.
 *
 * @param command - The words of the command that ran, if one did.
 */
export function describe(error: unknown, command?: string): Description {
  if (error instanceof MitosisError) {
    const own = hintOf(error, command);
    const hint = withAdded(error instanceof OS1Error ? onward(own, command) : own, error);
    return { message: error.message, code: error.code, hint };
  }
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (error instanceof Error && typeof code === 'string') {
    if (code === 'ENOENT' && isCurrentFolderGone()) {
      return {
        message: 'the current folder no longer exists',
        code: 'no_current_folder',
        hint: 'Change to another folder: cd',
      };
    }
    return { message: error.message, code: code.toLowerCase(), hint: undefined };
  }
  return {
    message: `unexpected failure: ${error instanceof Error ? error.message : String(error)}`,
    code: 'internal',
    hint: 'Run the command again with --debug to see where it fails, and report it.',
  };
}

/** Replaces a hint that only names the command that failed: it would lead in a circle. */
function onward(hint: string | undefined, command: string | undefined): string | undefined {
  const isCircle = command !== undefined && new RegExp(`\\bmi ${command}\\b(?! --)`).test(hint ?? '');
  return isCircle ? '`mi doctor` checks the account and the platform.' : hint;
}

/** Whether the current folder was deleted: it can still be looked at, but it has no name any more. */
function isCurrentFolderGone(): boolean {
  try {
    process.cwd();
    return false;
  } catch {
    return true;
  }
}

/** Removes the route from the end of a message: users do not need it. */
export function withoutRoute(message: string): string {
  return message
    .replace(/ \(\d{3}, (?:GET|HEAD|POST|PUT|PATCH|DELETE) [^\s)]*\)$/, '')
    .replace(/(?: to|:) (?:GET|HEAD|POST|PUT|PATCH|DELETE) (?:https?:\/)?\/\S*?(?=\.?$)/, '');
}

function withAdded(hint: string | undefined, error: object): string | undefined {
  const added = addedHint(error);
  return hint !== undefined && added !== undefined ? `${hint} ${added}` : (added ?? hint);
}

/** Stands for an office that the request does not name. */
const UNKNOWN_OFFICE = '<office>';

function hintOf(error: MitosisError, command: string | undefined): string | undefined {
  if (mayBeDone(error)) return mayBeDoneHint(error);
  if (error instanceof AuthenticationError) {
    // The command knows which key was refused: it need not be that of an account.
    if (addedHint(error) !== undefined) return undefined;
    if (command === 'login') return 'Copy the key again from the dashboard: user menu → Copy API Key.';
    return 'Run `mi login`. If MITOSIS_API_KEY or MI_API_KEY is set, check it: it is used in place of the stored key.';
  }
  const office =
    /\/offices\/([^/]+)/.exec((error instanceof OS1Error && error.url) || '')?.[1] ?? UNKNOWN_OFFICE;
  if (error.code === 'office_suspended' && office !== UNKNOWN_OFFICE)
    return `Resume it: mi offices resume ${office}`;
  if (error instanceof InsufficientCreditsError) {
    return `Add credits: mi credits add -o ${office} -a 100 -r topup`;
  }
  if (error instanceof RateLimitError) {
    const seconds = error.retryAfterMs === undefined ? undefined : Math.ceil(error.retryAfterMs / 1000);
    return seconds === undefined ? 'Wait a little and try again.' : `Try again in ${seconds} s.`;
  }
  if (EXPLAINED.has(error.code)) return error.hint;
  if (error instanceof ConnectionError) return connectionHint(error, command);
  if (error instanceof TimeoutError) return 'The server is slow, or the network is. Try again.';
  // The library's option is a variable here.
  const own = error.hint?.replace(/`basePath`(, or MITOSIS_HOME)?/g, 'MITOSIS_HOME');
  return error instanceof OS1Error && error.status > 0 ? (refusalHint(error, command) ?? own) : own;
}
