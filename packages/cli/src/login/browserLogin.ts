import { onAbort } from '@mitosislabs/auth/async';
import { AuthenticationError } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { Interruption } from '../errors/Interruption.ts';
import type { Printer } from '../output/Printer.ts';
import { confirm } from '../prompt/ask.ts';
import { canAsk } from '../prompt/canAsk.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { CallbackServer, isKey, type SignInResult, SignInResults } from './CallbackServer.ts';
import { type Account, checkKey, type Place } from './keepAccount.ts';
import { hasBrowser, openBrowser } from './openBrowser.ts';
import { Paste } from './Paste.ts';

/** The default time limit of a sign-in, in seconds. */
const LIMIT_S = 120;

/** How many offices, and how many UTF-16 units of a text, to show of an account that needs a confirmation. */
const MOST_SHOWN = 5;
const LONGEST_SHOWN = 200;

/** Options of a sign-in in the browser. */
export interface BrowserLoginOptions {
  /** Whether to open a browser. */
  browser: boolean;
  /** The time limit in seconds. Default: 120. */
  limit?: number;
  /** Stores the account. The browser shows success only after that. */
  keep: (account: Account) => Promise<void>;
}

/** Signs in through the dashboard in the browser, or with a key or address that is pasted at the terminal. */
export async function browserLogin(
  place: Place,
  { browser, limit = LIMIT_S, keep }: BrowserLoginOptions,
  context: Context,
  out: Printer,
): Promise<void> {
  const terminal = canAsk(context);
  const results = new SignInResults();
  const server = new CallbackServer(results, { acceptUnbound: terminal });
  const paste = terminal
    ? new Paste(
        context,
        (text) => takePasted(text, server, results, out),
        (error) => results.push(error instanceof Error ? error : new Error(String(error))),
      )
    : undefined;
  const timer = setTimeout(() => results.push(tooLate(limit, server.sawUnbound)), limit * 1000);
  const stop = () => results.push(context.signal.reason);
  const release = onAbort(context.signal, stop);
  if (context.signal.aborted) stop();
  try {
    await server.listen();
    const url = loginUrl(place.dashboardEndpoint, server);
    out.note(`Sign in here, within ${limit} seconds:\n\n  ${url}\n`);
    const opened =
      browser &&
      hasBrowser(context) &&
      (await openBrowser(url, (why) =>
        out.note(escapeLine(`note: no browser opened: ${why}. Open the address yourself.`)),
      ));
    if (paste) {
      out.note(opened ? BROWSER_OPENS : PASTE_HERE);
      paste.begin();
    } else if (!opened) {
      out.note(NOWHERE_TO_PASTE);
    }
    for (;;) {
      const result = await results.next();
      await paste?.pause();
      const account = await accept(result, place, { context, decided: results.decided, out });
      if (account) {
        await keep(account);
        server.settle('signed-in');
        return;
      }
      if (results.decided.aborted) continue;
      out.note('Still waiting for the sign-in.');
      paste?.resume();
    }
  } finally {
    clearTimeout(timer);
    release();
    await paste?.pause();
    await server.close({ atOnce: context.signal.aborted });
  }
}

const BROWSER_OPENS =
  'Your browser opens it. If not, open the address on any machine and sign in there. Then paste here the localhost address that does not load there, or a key from the dashboard.';
const PASTE_HERE =
  'No browser opens here. Open the address on any machine and sign in there. The browser then shows a localhost address that does not load: copy it from the address bar and paste it here. A key from the dashboard (user menu → Copy API Key) works, too.';
const NOWHERE_TO_PASTE =
  'No browser opens here: open the address on this machine. Or copy a key from the dashboard (user menu → Copy API Key) and give it to `mi login --token -`, or set MITOSIS_API_KEY.';

function loginUrl(dashboardEndpoint: string, { port, state }: CallbackServer): string {
  const url = new URL(`${dashboardEndpoint}/api/auth/cli-login`);
  url.searchParams.set('port', String(port));
  url.searchParams.set('state', state);
  return url.href;
}

/** Takes pasted text. Returns whether it is a key, or a callback of this sign-in. */
function takePasted(text: string, server: CallbackServer, results: SignInResults, out: Printer): boolean {
  const result = readPasted(text, server);
  if (result) results.push(result);
  else out.note('That is neither a key (mi_…) nor the callback address of this sign-in. Paste it again.');
  return result !== undefined;
}

/** Reads a key, or an address that did not load in a browser on another machine: it is checked like a callback. */
function readPasted(text: string, server: CallbackServer): SignInResult | CliError | undefined {
  if (isKey(text)) return { apiKey: text, email: undefined, by: 'paste' };
  const [, port, target] = /^http:\/\/(?:localhost|127\.0\.0\.1):(\d+)(\/\S*)$/.exec(text) ?? [];
  return target !== undefined && Number(port) === server.port ? server.check(target) : undefined;
}

/** Checks the key. Without the state, the person at the terminal must also confirm the account. */
async function accept(
  { apiKey, email, by }: SignInResult,
  place: Place,
  { context, decided, out }: { context: Context; decided: AbortSignal; out: Printer },
): Promise<Account | undefined> {
  if (by === 'state') return checkKey(apiKey, email, place, context.signal);
  try {
    if (by === 'paste') return await checkKey(apiKey, email, place, context.signal);
    const account = await checkKey(apiKey, email, place, decided);
    return (await isTheirs(account, { ...context, signal: decided }, out)) ? account : undefined;
  } catch (error) {
    if (error instanceof Interruption) throw error;
    // The decisive result is handled by the caller.
    if (decided.aborted) return undefined;
    const isRefused = error instanceof AuthenticationError;
    if (by === 'paste' && !isRefused) throw error;
    // Any page may have sent an unbound result: its failure must not end this sign-in.
    const problem = error instanceof Error ? error.message : String(error);
    out.note(
      by === 'paste'
        ? 'The platform does not accept that key.'
        : `A sign-in came back with a key that ${isRefused ? 'the platform does not accept' : `could not be checked: ${escapeLine(problem)}`}.`,
    );
    return undefined;
  }
}

async function isTheirs({ email, offices }: Account, context: Context, out: Printer): Promise<boolean> {
  out.note(
    'A sign-in came back without proof that it began here: this dashboard may be old, or a page may try to sign you in to another account. The platform says about the key:',
  );
  // One short line each: the sender of a key must not add lines, or push others off the screen.
  const names = offices.slice(0, MOST_SHOWN).map(({ name }) => name);
  const others = offices.length - names.length;
  if (others > 0) names.push(`and ${others} more`);
  out.note(shown('owner', offices[0]?.owner_id ?? 'unknown: there are no offices'));
  out.note(shown('offices', names.join(', ') || 'none'));
  out.note(shown('e-mail, unproved', email ?? 'not given'));
  return confirm('Is this your account?', context);
}

function shown(what: string, value: string): string {
  return escapeLine(
    `  ${what}: ${value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value}`,
  );
}

function tooLate(limit: number, sawUnbound: boolean): CliError {
  return new CliError(`no sign-in within ${limit} seconds`, {
    code: 'login_timeout',
    exitCode: ExitCode.unreachable,
    hint: sawUnbound
      ? 'This dashboard does not prove its answers. Copy a key from it (user menu → Copy API Key): mi login --token -'
      : 'Run `mi login` again, or copy a key from the dashboard: mi login --token -',
  });
}
