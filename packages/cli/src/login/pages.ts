import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; --ink: #16181d; --dim: #5b6472; --paper: #f6f7f9; --card: #fff; --line: #e4e7ec;
  --accent: #4f46e5; --good: #12805c; --good-wash: #e3f5ee; --bad: #b42318; --bad-wash: #fdeceb; --wash: #eef0ff; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --dim: #a3adbb; --paper: #0e1014; --card: #171a21;
  --line: #2a2f3a; --accent: #8b87ff; --good: #4ad6a7; --good-wash: #12312a; --bad: #ff8a7d; --bad-wash: #3a1d1c; --wash: #1e2030; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100svh; display: flex; flex-direction: column; color: var(--ink);
  background: radial-gradient(70rem 26rem at 50% -8rem, var(--wash), transparent) no-repeat var(--paper); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header { display: flex; align-items: center; gap: .6rem; padding: 1.25rem 1.5rem; font-weight: 650; letter-spacing: -.01em; }
header svg { width: 1.75rem; height: 1.75rem; color: var(--accent); }
main { flex: 1; width: 100%; max-width: 28.5rem; margin: 0 auto; padding: 0 1.25rem 9vh; display: flex; align-items: center; }
.card { width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 2.5rem 2rem;
  text-align: center; box-shadow: 0 1px 2px rgb(16 24 40 / .05), 0 12px 32px -12px rgb(16 24 40 / .18); }
.mark { width: 3.5rem; height: 3.5rem; padding: .9rem; border-radius: 50%; margin-bottom: 1.1rem; }
.good { color: var(--good); background: var(--good-wash); }
.bad { color: var(--bad); background: var(--bad-wash); }
.plain { color: var(--accent); background: var(--wash); }
h1 { margin: 0 0 .4rem; font-size: 1.4rem; line-height: 1.25; letter-spacing: -.02em; text-wrap: balance; }
p { margin: 0 auto; max-width: 22rem; color: var(--dim); text-wrap: balance; }
code { font: .875em ui-monospace, "SF Mono", Menlo, monospace; color: var(--ink); background: var(--wash); border-radius: .35rem;
  padding: .1rem .35rem; white-space: nowrap; }
`;

const LOGO =
  '<svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true">' +
  '<circle cx="11" cy="16" r="8.8"/><circle cx="21" cy="16" r="8.8"/>' +
  '<g fill="currentColor" stroke="none"><circle cx="7.6" cy="16" r="2.1"/><circle cx="24.4" cy="16" r="2.1"/></g></svg>';
const ICON = `data:image/svg+xml,${encodeURIComponent(
  LOGO.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" color="#6d66f2"'),
)}`;
const MARKS = {
  good: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  bad: '<path d="M7 7l10 10M17 7L7 17"/>',
  plain: '<path d="M5 7l5 5-5 5M13 17h6"/>',
};

/** The headers of every page: no caching, no referrer, no scripts, no requests. */
export const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  Connection: 'close',
} as const;

/** The page after a sign-in. */
export const SIGNED_IN = page(
  'good',
  'You are signed in',
  'You can close this tab and go back to your terminal.',
);
/** The page for a callback without the state: the terminal asks for a confirmation. */
export const ASK_THERE = page(
  'plain',
  'Almost there',
  'Go back to your terminal: it asks you to confirm the account.',
);
/** The page for a refused sign-in. */
export const REFUSED = page(
  'bad',
  'You are not signed in',
  'The sign-in was declined. To try again, run <code>mi login</code> in your terminal.',
);
/** The page for a key that was not accepted, or not stored. */
export const FAILED = page(
  'bad',
  'You are not signed in',
  'Something went wrong. Your terminal shows what happened and what to do next.',
);
/** The page for any other request. */
export const WRONG = page(
  'plain',
  'This is not a sign-in',
  'Go back to your terminal and open the address that <code>mi login</code> shows.',
);

function page(mark: keyof typeof MARKS, title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Mitosis</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
</head>
<body>
<header>${LOGO}Mitosis</header>
<main>
<div class="card">
<svg class="mark ${mark}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${MARKS[mark]}</svg>
<h1>${title}</h1>
<p>${text}</p>
</div>
</main>
</body>
</html>
`;
}
