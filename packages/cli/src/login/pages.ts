/** What every answer carries: nothing is kept, nothing is told to other sites, nothing runs. */
export const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
} as const;

/** What somebody sees who has signed in. */
export const SIGNED_IN = page('You are signed in', 'You can close this tab and go back to your terminal.');
/** What somebody sees whose dashboard is too old to prove that it answers this sign-in. */
export const ASK_THERE = page(
  'Almost there',
  'Go back to your terminal: it asks you to confirm the account.',
);
/** What somebody sees who has turned the sign-in down. */
export const REFUSED = page(
  'You are not signed in',
  'The sign-in was refused. Your terminal says what to do next.',
);
/** What everybody else sees. */
export const WRONG = page(
  'This is not a sign-in',
  'Go back to your terminal and open the address that it shows.',
);

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Mitosis</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center;
    font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
  p { margin: 0; opacity: .75; }
</style>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</html>
`;
}
