import { AuthenticationError } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { Interruption } from '../errors/Interruption.ts';
import type { Printer } from '../output/Printer.ts';
import { confirm } from '../prompt/ask.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import type { Account } from './Account.ts';
import { Arrivals } from './Arrivals.ts';
import type { Callback } from './Callback.ts';
import { CallbackServer } from './CallbackServer.ts';
import { checkKey, type Place } from './checkKey.ts';
import { hasBrowser, openBrowser } from './openBrowser.ts';
import { Paste } from './Paste.ts';
import { readPasted } from './readPasted.ts';
import { signInRefused } from './signInRefused.ts';
import { timeIsUp } from './timeIsUp.ts';

/** How long somebody may take to sign in, in seconds. */
const LIMIT_S = 120;

/** How many offices, and how much of a text, somebody is shown who is to know their own account. */
const MOST_SHOWN = 5;
const LONGEST_SHOWN = 200;

/** How a sign-in in the browser goes. */
export interface BrowserLoginOptions {
  /** Whether to open a browser. */
  browser: boolean;
  /** Seconds that somebody has; default 120. */
  limit?: number;
  /** Keeps the account. Only then does the browser say that somebody is signed in. */
  keep: (account: Account) => Promise<void>;
}

/** Signs in through the dashboard, in the browser; where there is none, also with what is pasted at the terminal. */
export async function browserLogin(
  place: Place,
  { browser, limit = LIMIT_S, keep }: BrowserLoginOptions,
  context: Context,
  out: Printer,
): Promise<void> {
  const terminal = context.stdin.isTTY === true;
  const arrivals = new Arrivals();
  const server = new CallbackServer(arrivals, { acceptUnbound: terminal });
  const paste = new Paste(
    context,
    (text) => takePasted(text, server, arrivals, out),
    (error) => arrivals.push(error instanceof Error ? error : new Error(String(error))),
  );
  const cancel = timeIsUp(limit, context.signal, (stopped) =>
    arrivals.push(stopped ?? tooLate(limit, server.sawUnbound)),
  );
  try {
    await server.listen();
    const url = loginUrl(place.dashboardEndpoint, server);
    out.note(`Sign in here, within ${limit} seconds:\n\n  ${url}\n`);
    const opened = browser && hasBrowser(context) && (await openBrowser(url));
    if (terminal) {
      out.note(opened ? BROWSER_OPENS : PASTE_HERE);
      paste.begin();
    } else if (!opened) {
      out.note(NOWHERE_TO_PASTE);
    }
    for (;;) {
      const callback = await arrivals.next();
      await paste.pause();
      const account = await accept(callback, place, { context, decided: arrivals.decided, out });
      if (account) {
        await keep(account);
        server.settle('signed-in');
        return;
      }
      if (arrivals.decided.aborted) continue;
      out.note('Still waiting for the sign-in.');
      paste.resume();
    }
  } finally {
    cancel();
    await paste.pause();
    await server.close({ atOnce: context.signal.aborted });
  }
}

const BROWSER_OPENS = `Your browser opens it. If none does, open it in one on any machine; an address at localhost that does not load
there, or a key from the dashboard, can be pasted here.`;
const PASTE_HERE = `No browser opens here. Open the address in one on any machine. When you have signed in there, it goes to an
address at localhost that does not load: copy that from the address bar and paste it here.
A key from the dashboard (user menu → Copy API Key) is as good.`;
const NOWHERE_TO_PASTE = `No browser opens here: open the address on this machine. Or copy a key from the dashboard (user menu →
Copy API Key) and give it to \`mi login --token -\`, or set MITOSIS_API_KEY.`;

function loginUrl(dashboardEndpoint: string, { port, state }: CallbackServer): string {
  const url = new URL(`${dashboardEndpoint}/api/auth/cli-login`);
  url.searchParams.set('port', String(port));
  url.searchParams.set('state', state);
  return url.href;
}

/** Whether what was pasted is something to look at. */
function takePasted(text: string, server: CallbackServer, arrivals: Arrivals, out: Printer): boolean {
  const pasted = readPasted(text, server);
  if (pasted.kind === 'wrong') {
    out.note('That is neither a key (mi_…) nor the address that this sign-in leads to. Paste it again.');
    return false;
  }
  arrivals.push(pasted.kind === 'refused' ? signInRefused(pasted.reason) : pasted.callback);
  return true;
}

/** Checks the key; without the state, somebody must also confirm that the account is the right one. */
async function accept(
  { apiKey, email, by }: Callback,
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
    // What decided it is said where it is waited for.
    if (decided.aborted) return undefined;
    const isRefused = error instanceof AuthenticationError;
    if (by === 'paste' && !isRefused) throw error;
    // Any page may have sent the other one: whatever becomes of its key, it is not to end this sign-in.
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
    'A sign-in came back without proof that it began here: this dashboard may be old, or a page may try to',
  );
  out.note('sign you in as somebody else. The platform says about the key:');
  // On one short line each: nobody who sends a key of theirs is to add lines of their own, or push others off the screen.
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
  return new CliError(`nobody signed in within ${limit} seconds`, {
    code: 'login_timeout',
    exitCode: ExitCode.unreachable,
    hint: sawUnbound
      ? 'This dashboard does not prove its answers. Copy a key from it (user menu → Copy API Key): mi login --token -'
      : 'Run `mi login` again, or copy a key from the dashboard: mi login --token -',
  });
}
