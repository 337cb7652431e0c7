import { MitosisError } from '@mitosislabs/auth/errors';
import {
  AuthenticationError,
  ConnectionError,
  InsufficientCreditsError,
  NotFoundError,
  OS1Error,
  RateLimitError,
  TimeoutError,
} from '@mitosislabs/transport/errors';
import { addedHint, listCommand, mayBeDone, mayBeDoneHint } from './hints.ts';

/** An error in words: what happened, and what to do next. */
interface Description {
  message: string;
  code: string;
  hint: string | undefined;
}

/** Describes an error for a person at a terminal. Replaces hints of the library that name its options. */
export function describe(error: unknown): Description {
  if (error instanceof MitosisError) {
    return { message: error.message, code: error.code, hint: withAdded(hintOf(error), error) };
  }
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (error instanceof Error && typeof code === 'string') {
    return { message: error.message, code: code.toLowerCase(), hint: undefined };
  }
  return {
    message: `unexpected failure: ${error instanceof Error ? error.message : String(error)}`,
    code: 'internal',
    hint: 'Run the command again with MI_DEBUG=1 to see where it fails, and report it.',
  };
}

function withAdded(hint: string | undefined, error: object): string | undefined {
  const added = addedHint(error);
  return hint !== undefined && added !== undefined ? `${hint} ${added}` : (added ?? hint);
}

function hintOf(error: MitosisError): string | undefined {
  if (mayBeDone(error)) return mayBeDoneHint(error);
  if (error instanceof AuthenticationError) {
    // The command knows which key was refused: it need not be that of an account.
    if (addedHint(error) !== undefined) return undefined;
    return 'Run `mi login`. If MITOSIS_API_KEY or MI_API_KEY is set, check it: it is used in place of the stored key.';
  }
  const office = /\/offices\/([^/]+)/.exec((error instanceof OS1Error && error.url) || '')?.[1] ?? '<office>';
  if (error.code === 'office_suspended') return `Resume it: mi api POST /api/v1/offices/${office}/resume`;
  if (error instanceof InsufficientCreditsError) {
    return `Add credits: mi credits add -o ${office} -a 100 -r topup`;
  }
  if (error instanceof NotFoundError) {
    const command = listCommand(error.url ?? '');
    if (command !== undefined) return `Check the id or the name: \`${command}\` shows what there is.`;
  }
  if (error instanceof RateLimitError) {
    const seconds = error.retryAfterMs === undefined ? undefined : Math.ceil(error.retryAfterMs / 1000);
    return seconds === undefined ? 'Wait a little and try again.' : `Try again in ${seconds} s.`;
  }
  if (error instanceof ConnectionError) {
    return isOnThisMachine(error.url)
      ? 'Is it running? `mi dev` starts the platform on this machine. Or set another endpoint: mi init --endpoint <url>'
      : 'Check that the endpoint is right (`mi init --endpoint <url>` sets it) and that the server is up.';
  }
  if (error instanceof TimeoutError) return 'The server is slow, or the network is. Try again.';
  // The library's option is a variable here.
  if (error.hint !== undefined) return error.hint.replace(/`basePath`(, or MITOSIS_HOME)?/g, 'MITOSIS_HOME');
  const requestId = error instanceof OS1Error && error.status >= 500 ? error.requestId : undefined;
  return requestId && `Try again. If it stays, ask for help and quote the request ${requestId}.`;
}

function isOnThisMachine(url: string | undefined): boolean {
  return url !== undefined && /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url);
}
