import type { JSX } from 'preact';
import { Toasts } from '../components/Toasts.tsx';
import { connection } from '../state/connection.ts';
import { path } from '../state/route.ts';
import { findPage } from './pages.tsx';
import { Shell } from './Shell.tsx';
import { SignInPage } from './SignInPage.tsx';

/** The dashboard: the page of the address in the shell, or the page to sign in. */
export function App(): JSX.Element {
  const state = connection.value;
  if (state === 'signed-out' || state === 'refused') return <SignInPage refused={state === 'refused'} />;
  const { page, parameters } = findPage(path.value);
  return (
    <>
      <Shell officeId={parameters['officeId']}>
        <page.View key={`${parameters['officeId']} ${parameters['name']}`} {...parameters} />
      </Shell>
      <Toasts />
    </>
  );
}
