import { signal } from '@preact/signals';

/**
 * The connection to the emulator: `signed-out` without a token, `refused` when it does not accept the token, `lost` when it
 * does not respond.
 */
export type Connection = 'open' | 'lost' | 'refused' | 'signed-out';

const KEY = 'mitosis.control-token';

const kept = localStorage.getItem(KEY);

/** The control token of the run, which the link of `mi dev` carries in its fragment. */
export const token = signal(kept ?? undefined);

/** The state of the connection. */
export const connection = signal<Connection>(kept === null ? 'signed-out' : 'open');

/** Counts the times that the connection came back: data that was loaded before may be out of date. */
export const connections = signal(0);

/** Takes the token from the address, if it has one, and removes it from there. */
export function takeToken(): void {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given === undefined) return;
  history.replaceState(null, '', '#/');
  keepToken(given);
}

/** Uses a token from now on, and keeps it. */
export function keepToken(given: string): void {
  localStorage.setItem(KEY, given);
  token.value = given;
  connection.value = 'open';
  connections.value++;
}

/** Forgets the token. */
function signOut(): void {
  localStorage.removeItem(KEY);
  token.value = undefined;
  connection.value = 'signed-out';
}

/** Notes that the emulator does not respond, and tries until it does. */
export function loseConnection(): void {
  if (connection.value !== 'open') return;
  connection.value = 'lost';
  void waitForReturn();
}

/** Times between attempts, in ms. The last one repeats. */
const PAUSES = [500, 1_000, 2_000, 5_000];

async function waitForReturn(): Promise<void> {
  for (let attempt = 0; connection.value === 'lost'; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(attempt, PAUSES.length - 1)]));
    const isThere = await fetch('/', { method: 'HEAD' }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere && connection.value === 'lost') {
      connection.value = 'open';
      connections.value++;
    }
  }
}

// Another tab signed in or out.
addEventListener('storage', ({ key, newValue }) => {
  if (key !== KEY || newValue === token.value) return;
  if (newValue === null) signOut();
  else keepToken(newValue);
});
