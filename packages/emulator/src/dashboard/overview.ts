import { html } from 'hono/html';
import type { Platform } from '../platform/Platform.ts';
import type { OfficeRow } from '../store/tables/offices.ts';
import { type Html, page, said } from './page.ts';

/** The dashboard's first page: all offices with their agents and credits. */
export function overview(platform: Platform): Promise<Response> {
  const offices = platform.offices.all();
  if (offices.length === 0) return noneYet();
  const count = offices.length === 1 ? '1 office' : `${offices.length} offices`;
  return page(
    { title: 'Offices' },
    html`<h1>Offices</h1><p>${count} on this machine.</p>
<section class="offices">${offices.map((office) => card(platform, office))}</section>`,
  );
}

function noneYet(): Promise<Response> {
  return page(
    { title: 'Offices', narrow: true },
    said(
      'plain',
      html`<h1>No offices yet</h1><p>An office is where agents work. Make the first one in your terminal:</p>
<pre><code>mi offices create -n acme</code></pre>`,
    ),
  );
}

function card(platform: Platform, office: OfficeRow): Html {
  const agents = platform.tables.agents.all({ office_id: office.id });
  const owner = platform.users.byId(office.owner_id)?.email ?? office.owner_id;
  const balance = platform.credits.balance(office.id);
  return html`<article class="card"><h2>${office.name}</h2><p>${owner}<code>${office.id}</code></p>
<ul>
${agents.map(({ name, phase }) => html`<li>${name}<span class="${phase}">${phase}</span></li>`)}
<li>Credits<span>${balance}</span></li>
</ul></article>`;
}
