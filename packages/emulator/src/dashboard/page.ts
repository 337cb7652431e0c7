import { randomBytes } from 'node:crypto';
import { html, raw } from 'hono/html';

/** HTML in which all inserted texts are escaped. */
export type Html = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --ink: #16181d; --dim: #5b6472; --paper: #f6f7f9; --card: #fff; --line: #e4e7ec;
  --accent: #4f46e5; --on-accent: #fff; --good: #12805c; --bad: #b42318; --bad-wash: #fdeceb; --wash: #eef0ff; --hover: #4338ca; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --dim: #a3adbb; --paper: #0e1014; --card: #171a21;
  --line: #2a2f3a; --accent: #8b87ff; --on-accent: #0e1014; --good: #4ad6a7; --bad: #ff8a7d; --bad-wash: #3a1d1c; --wash: #1e2030; --hover: #a3a0ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100svh; display: flex; flex-direction: column; color: var(--ink);
  background: radial-gradient(70rem 26rem at 50% -8rem, var(--wash), transparent) no-repeat var(--paper); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header { display: flex; align-items: center; gap: .6rem; padding: 1.25rem 1.5rem; font-weight: 650; letter-spacing: -.01em; }
header svg { width: 1.75rem; height: 1.75rem; color: var(--accent); }
header small { color: var(--dim); font-weight: 450; font-size: .8rem; border: 1px solid var(--line);
  border-radius: 99px; padding: .15rem .7rem; }
main { width: 100%; max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
main.narrow { flex: 1; max-width: 28.5rem; padding: 0 1.25rem 9vh; display: flex; align-items: center; }
main.narrow .card { width: 100%; }
.said { text-align: center; padding: 2.5rem 2rem; }
.said p { text-wrap: balance; }
.said pre { margin: 0; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--paper);
  overflow-x: auto; }
.said pre code { background: none; padding: 0; color: var(--ink); }
.mark { width: 3.5rem; height: 3.5rem; padding: .9rem; border-radius: 50%; margin-bottom: 1.1rem; }
.mark.bad { color: var(--bad); background: var(--bad-wash); }
.mark.plain { color: var(--accent); background: var(--wash); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 2rem;
  box-shadow: 0 1px 2px rgb(16 24 40 / .05), 0 12px 32px -12px rgb(16 24 40 / .18); }
h1 { margin: 0 0 .35rem; font-size: 1.4rem; line-height: 1.25; letter-spacing: -.02em; text-wrap: balance; }
p { margin: 0 0 1.25rem; color: var(--dim); text-wrap: pretty; }
code { font: .85em ui-monospace, "SF Mono", Menlo, monospace; background: var(--wash); border-radius: .35rem; padding: .1rem .35rem; }
label { display: block; font-size: .875rem; font-weight: 550; margin-bottom: .35rem; }
input { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .6rem; padding: .65rem .8rem; }
input:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }
input[aria-invalid="true"] { border-color: var(--bad); outline-color: var(--bad); }
button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button { font: inherit; font-weight: 600; width: 100%; border-radius: .6rem; padding: .65rem 1rem; cursor: pointer;
  border: 1px solid transparent; margin-top: 1.1rem; }
button.main { background: var(--accent); color: var(--on-accent); }
button.main:hover { background: var(--hover); }
button.quiet { background: none; color: var(--dim); border-color: var(--line); margin-top: .6rem; }
button.quiet:hover { background: var(--wash); color: var(--ink); }
.problem { color: var(--bad); font-size: .875rem; margin: .5rem 0 0; }
.problem:empty { display: none; }
.note { font-size: .8rem; margin: 1.4rem 0 0; padding-top: 1.2rem; border-top: 1px solid var(--line); text-align: center;
  text-wrap: balance; }
.card > :last-child { margin-bottom: 0; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
header a { display: flex; align-items: center; gap: .6rem; color: inherit; }
header nav { margin-left: auto; display: flex; align-items: center; gap: 1.25rem; font-weight: 500; font-size: .9rem; }
`;

const LOGO = raw(
  '<svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true">' +
    '<circle cx="11" cy="16" r="8.8"/><circle cx="21" cy="16" r="8.8"/>' +
    '<g fill="currentColor" stroke="none"><circle cx="7.6" cy="16" r="2.1"/><circle cx="24.4" cy="16" r="2.1"/></g></svg>',
);

const ICON = `data:image/svg+xml,${encodeURIComponent(
  String(LOGO).replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" color="#6d66f2"'),
)}`;

const MARKS = {
  bad: raw('<path d="M7 7l10 10M17 7L7 17"/>'),
  plain: raw('<path d="M5 7l5 5-5 5M13 17h6"/>'),
};

/** Creates a card with a message under a mark. */
export function said(mark: keyof typeof MARKS, content: Html): Html {
  return html`<div class="card said">
<svg class="mark ${mark}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${MARKS[mark]}</svg>
${content}</div>`;
}

/**
 * Creates the response with a page of the dashboard. It loads nothing, is never stored or framed, and sends no referrer.
 *
 * @param formTarget - Another origin that a form on the page may redirect to.
 */
export async function page(
  { title, narrow = false, status = 200, formTarget = '' }: PageOptions,
  content: Html,
): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Mitosis</title>
<link rel="icon" href="${ICON}">
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body>
<header><a href="/">${LOGO}Mitosis</a><nav><a href="/#/reference">API reference</a><small>emulator</small></nav></header>
<main class="${narrow ? 'narrow' : ''}">${content}</main>
</body>
</html>
`;
  return new Response(String(await document), { status, headers: pageHeaders(nonce, formTarget) });
}

/** Options for a page. */
export interface PageOptions {
  title: string;
  narrow?: boolean;
  status?: number;
  formTarget?: string;
}

/** Headers that keep a page and its links private. */
export const PRIVATE_HEADERS = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' } as const;

function pageHeaders(nonce: string, formTarget: string): Record<string, string> {
  return {
    ...PRIVATE_HEADERS,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      'img-src data:',
      `form-action 'self' ${formTarget}`.trim(),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}
