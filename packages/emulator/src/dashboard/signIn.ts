import { html } from 'hono/html';
import { ApiError } from '../errors.ts';
import type { Platform } from '../platform/Platform.ts';
import { readBytes } from '../server/input.ts';
import type { App } from '../server/Site.ts';
import { PRIVATE_HEADERS, page, said } from './page.ts';
import { type SignInRequest, SignInTickets } from './SignInTickets.ts';

const PATH = '/api/auth/cli-login';
const LONGEST_STATE = 512;
const LARGEST_FORM = 16 * 1024;

/** Options for the sign-in page. */
export interface SignInOptions {
  /** The address that the form proposes. */
  readonly suggestedEmail: string;
  /** Whether a program may leave out `state`. Without it, the program cannot tell its own sign-in from another one. */
  readonly signInWithoutState: boolean;
}

/** Adds the sign-in page of `mi login`, which redirects to the waiting program with an API key. */
export function addSignIn(
  app: App,
  platform: Platform,
  { suggestedEmail, signInWithoutState }: SignInOptions,
): void {
  const tickets = new SignInTickets(platform.settings.clock);
  platform.db.onReplaced(() => tickets.clear());

  app.get(PATH, (c) => {
    const query = new URLSearchParams(c.env.incoming.url?.split('?')[1]);
    const request = readRequest(query, signInWithoutState);
    return typeof request === 'string' ? refusal(request) : form(tickets, request, suggestedEmail);
  });

  app.post(PATH, async (c) => {
    const fields = new URLSearchParams(Buffer.from(await readBytes(c.env.incoming, LARGEST_FORM)).toString());
    const request = tickets.take(fields.get('ticket') ?? '');
    if (!request) return refusal('This page has been used, or has been open for too long.');
    if (fields.get('action') === 'cancel') return handOver(request, { error: 'access_denied' });
    const email = fields.get('email') ?? '';
    try {
      const answer = platform.db.transaction(() => {
        const user = platform.users.ensure(email);
        return { key: platform.users.issueKey(user), email: user.email };
      });
      return handOver(request, answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return form(tickets, request, email, 'That is not an email address.');
    }
  });
}

/** Reads the program's request; returns a sentence if it is wrong. */
function readRequest(query: URLSearchParams, signInWithoutState: boolean): SignInRequest | string {
  const port = query.get('port') ?? '';
  const state = query.get('state') ?? '';
  if (!/^[1-9]\d{3,4}$/.test(port) || Number(port) < 1024 || Number(port) > 65_535) {
    return 'The address does not say on which port the program waits: a number from 1024 to 65535.';
  }
  const isMissing = signInWithoutState ? query.get('state') === '' : state === '';
  if (isMissing || state.length > LONGEST_STATE) {
    return `The address has no state, or one of more than ${LONGEST_STATE} characters.`;
  }
  return { port: Number(port), state };
}

function form(
  tickets: SignInTickets,
  request: SignInRequest,
  email: string,
  problem?: string,
): Promise<Response> {
  return page(
    {
      title: 'Sign in',
      narrow: true,
      status: problem === undefined ? 200 : 400,
      formTarget: `http://localhost:${request.port}`,
    },
    html`<form class="card" method="post" action="${PATH}">
<h1>Sign in to Mitosis</h1>
<p>The command line on this machine asks for a key to your account.</p>
<input type="hidden" name="ticket" value="${tickets.issue(request)}">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="email" required autofocus value="${email}"
 aria-invalid="${problem === undefined ? 'false' : 'true'}" aria-describedby="problem">
<p class="problem" id="problem" role="alert">${problem ?? ''}</p>
<button class="main" name="action" value="sign-in">Sign in</button>
<button class="quiet" name="action" value="cancel" formnovalidate>Cancel</button>
<p class="note">No password here: this is the emulator, and nothing leaves your machine.</p>
</form>`,
  );
}

function refusal(problem: string): Promise<Response> {
  return page(
    { title: 'Sign in', narrow: true, status: 400 },
    said(
      'bad',
      html`<h1>This sign-in cannot go on</h1><p>${problem}</p><p>Run <code>mi login</code> again.</p>`,
    ),
  );
}

/** Redirects the browser to the program that waits. The caller chooses only the port of the target. */
function handOver({ port, state }: SignInRequest, answer: Record<string, string>): Response {
  const query = new URLSearchParams({ ...answer, ...(state !== '' && { state }) });
  return new Response(null, {
    status: 303,
    headers: { ...PRIVATE_HEADERS, Location: `http://localhost:${port}/callback?${query}` },
  });
}
