import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Logo } from '../components/Icon.tsx';
import { keepToken } from '../state/connection.ts';

/** The page without a token, or with one that the emulator does not accept. */
export function SignInPage({ refused }: { refused: boolean }): JSX.Element {
  const [problem, setProblem] = useState('');
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get('token')).trim();
    // A whole link is fine too.
    const found = /(?:^|#token=)([\w-]{16,})$/.exec(given)?.[1];
    if (found === undefined) setProblem('This is neither a control token nor a link with one.');
    else keepToken(found);
  };
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit} noValidate>
        <Logo />
        <h1>{refused ? 'The emulator has restarted' : 'Open the link that mi dev prints'}</h1>
        <p>
          {refused
            ? 'Its control token is a new one with each start, so it does not accept the one of this page. Open the link that it prints, or paste it here.'
            : 'The dashboard can do everything, so it needs the control token of this run. The link in your terminal carries it. You can also paste the link, or the token alone.'}
        </p>
        <div class="field">
          <label for="token">Link or control token</label>
          <input
            id="token"
            name="token"
            autocomplete="off"
            spellcheck={false}
            aria-invalid={problem !== ''}
            aria-describedby="token-problem"
            placeholder={`${location.origin}/#token=…`}
          />
          <p class="problem" id="token-problem" role="alert">
            {problem}
          </p>
        </div>
        <button type="submit" class="button main">
          Open the dashboard
        </button>
        <p class="note">
          In a program: <code>emulator.controlToken</code>
        </p>
      </form>
    </main>
  );
}
