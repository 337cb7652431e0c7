import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { redact } from '@mitosislabs/transport/errors';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import type { SignInResult } from './SignInResults.ts';

/** The only path of a callback. Other spellings of it (`//callback`, `%63allback`, a whole URL) are other paths. */
const PATH = '/callback?';
/** The longest key or e-mail address to accept. In UTF-16 units. */
const LONGEST = 512;
/** Fields that may not be repeated. */
const FIELDS = ['state', 'error', 'key', 'email'];

/**
 * Checks that a request may be a redirect from the dashboard. Requires exactly our address in Host, because another name
 * means DNS rebinding; and no Origin, which scripts and forms of other sites send.
 */
export function isNavigation({ method, rawHeaders, headers }: IncomingMessage, port: number): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const ours = headers.host === `localhost:${port}` || headers.host === `127.0.0.1:${port}`;
  return method === 'GET' && hosts.length === 1 && ours && headers.origin === undefined;
}

/**
 * Reads a callback. The state is checked first: without it any page could end or take over a sign-in. Old dashboards
 * leave the state out; their results need a confirmation.
 *
 * @param target - The path and the query of the request.
 * @param state - The secret of this sign-in; `undefined` if it has been used.
 * @returns the result; an error if the dashboard refused the sign-in; `undefined` if it is no callback of this sign-in.
 */
export function checkCallback(
  target: string,
  state: string | undefined,
): SignInResult | CliError | undefined {
  if (!target.startsWith(PATH)) return undefined;
  const query = new URLSearchParams(target.slice(PATH.length));
  const [given, ...others] = query.getAll('state');
  const bound = state !== undefined && given !== undefined && others.length === 0 && sameText(given, state);
  if (given !== undefined && !bound) return undefined;
  if (FIELDS.some((name) => query.getAll(name).length > 1)) return undefined;
  const error = query.get('error');
  if (error !== null) return bound ? signInRefused(error.slice(0, LONGEST)) : undefined;
  const apiKey = query.get('key') ?? '';
  const email = query.get('email') || undefined;
  if (!isKey(apiKey) || (email?.length ?? 0) > LONGEST) return undefined;
  return { apiKey, email, by: bound ? 'state' : 'nothing' };
}

/** Checks the form of an API key. */
export function isKey(text: string): boolean {
  return /^mi_[!-~]+$/.test(text) && text.length <= LONGEST;
}

function signInRefused(reason: string): CliError {
  return new CliError(`the sign-in was refused: ${redact(reason)}`, {
    code: 'login_refused',
    exitCode: ExitCode.notSignedIn,
    hint: 'Run `mi login` again.',
  });
}

/** Compares two texts in constant time. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
