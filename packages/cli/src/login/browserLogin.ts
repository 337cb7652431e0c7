import { AuthenticationError } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { inertLine } from '../output/inert.ts';
import type { Printer } from '../output/Printer.ts';
import { confirm } from '../prompt/ask.ts';
import type { Account } from './Account.ts';
import type { Callback } from './Callback.ts';
import { CallbackServer } from './CallbackServer.ts';
import { checkKey, type Place } from './checkKey.ts';
import { hasBrowser, openBrowser } from './openBrowser.ts';

/** How long somebody may take to sign in, in seconds. */
const LIMIT_S = 120;

/** Signs in through the dashboard, in the browser. */
export async function browserLogin(
  place: Place,
  { browser, limit = LIMIT_S }: { browser: boolean; limit?: number },
  context: Context,
  out: Printer,
): Promise<Account> {
  const server = new CallbackServer({ acceptUnbound: context.stdin.isTTY === true });
  await server.listen();
  const over = timeIsUp(limit, context.signal);
  try {
    const url = loginUrl(place.dashboardEndpoint, server);
    out.note(`Sign in here, within ${limit} seconds:\n\n  ${url}\n`);
    if (!browser || !hasBrowser(context) || !(await openBrowser(url))) {
      out.note('On another machine, copy a key from the dashboard and run `mi login --token -` there.');
    }
    for (;;) {
      const callback = await Promise.race([server.next(), over.promise]);
      if (callback === undefined) throw tooLate(limit, server.sawUnbound);
      const account = await accept(callback, place, context, out);
      if (account) return account;
    }
  } finally {
    over.cancel();
    await server.close();
  }
}

function loginUrl(dashboardEndpoint: string, { port, state }: CallbackServer): string {
  const url = new URL(`${dashboardEndpoint}/api/auth/cli-login`);
  url.searchParams.set('port', String(port));
  url.searchParams.set('state', state);
  return url.href;
}

/** Checks the key; without the state, somebody must also confirm that the account is the right one. */
async function accept(
  { apiKey, email, bound }: Callback,
  place: Place,
  context: Context,
  out: Printer,
): Promise<Account | undefined> {
  if (bound) return checkKey(apiKey, email, place, context.signal);
  try {
    const account = await checkKey(apiKey, email, place, context.signal);
    out.note(
      'A sign-in came back without proof that it began here: this dashboard may be old, or a page may try to',
    );
    out.note('sign you in as somebody else. The platform says about the key:');
    // On one line each: nobody who sends a key of theirs is to add lines of their own.
    out.note(inertLine(`  owner: ${account.offices[0]?.owner_id ?? 'unknown: there are no offices'}`));
    out.note(inertLine(`  offices: ${account.offices.map(({ name }) => name).join(', ') || 'none'}`));
    out.note(inertLine(`  e-mail, unproved: ${email ?? 'not given'}`));
    if (await confirm('Is this your account?', context)) return account;
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    out.note('A sign-in came back with a key that the platform does not accept.');
  }
  out.note('Still waiting for the sign-in.');
  return undefined;
}

function tooLate(limit: number, sawUnbound: boolean): CliError {
  return new CliError(`nobody signed in within ${limit} seconds`, {
    code: 'login_timeout',
    exitCode: ExitCode.unreachable,
    hint: sawUnbound
      ? 'This dashboard does not prove its answers. Copy a key from it (user menu → Copy API Key): mi login --token -'
      : 'Run `mi login` again, or copy a key from the dashboard: mi login --token -',
  });
}

/** Resolves with nothing when the time is up, and rejects when the run is stopped. */
function timeIsUp(seconds: number, signal: AbortSignal): { promise: Promise<undefined>; cancel: () => void } {
  let cancel = () => {};
  const promise = new Promise<undefined>((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), seconds * 1000);
    const stopped = () => reject(signal.reason);
    signal.addEventListener('abort', stopped, { once: true });
    if (signal.aborted) stopped();
    cancel = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
    };
  });
  // It may be cancelled before anybody waits for it.
  promise.catch(() => undefined);
  return { promise, cancel };
}
