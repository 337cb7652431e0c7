import type { ComponentType } from 'preact';
import { AgentPage } from '../pages/agents/AgentPage.tsx';
import { AgentsPage } from '../pages/agents/AgentsPage.tsx';
import { ClockPage } from '../pages/clock/ClockPage.tsx';
import { CreditsPage } from '../pages/credits/CreditsPage.tsx';
import { FaultsPage } from '../pages/faults/FaultsPage.tsx';
import { FilesPage } from '../pages/files/FilesPage.tsx';
import { OfficePage } from '../pages/office/OfficePage.tsx';
import { OfficesPage } from '../pages/offices/OfficesPage.tsx';
import { ReferencePage } from '../pages/reference/ReferencePage.tsx';
import { RequestsPage } from '../pages/requests/RequestsPage.tsx';
import { StatePage } from '../pages/state/StatePage.tsx';
import { TasksPage } from '../pages/tasks/TasksPage.tsx';
import { match } from '../state/route.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

/** A page, with the parameters of its path as properties. */
interface PageEntry {
  /** Its path in the fragment of the address, such as `offices/:officeId/tasks`. */
  readonly path: string;
  readonly View: ComponentType<Record<string, string>>;
}

/** Adds a page whose properties are the parameters of its path. */
function page<Properties>(path: string, View: ComponentType<Properties>): PageEntry {
  return { path, View: View as ComponentType<Record<string, string>> };
}

/** All pages, by path. */
const pages: readonly PageEntry[] = [
  page('', OfficesPage),
  page('requests', RequestsPage),
  page('faults', FaultsPage),
  page('state', StatePage),
  page('clock', ClockPage),
  page('reference', ReferencePage),
  page('offices/:officeId', OfficePage),
  page('offices/:officeId/agents', AgentsPage),
  page('offices/:officeId/agents/:name', AgentPage),
  page('offices/:officeId/agents/:name/:view', AgentPage),
  page('offices/:officeId/tasks', TasksPage),
  page('offices/:officeId/tasks/:taskId', TasksPage),
  page('offices/:officeId/files', FilesPage),
  page('offices/:officeId/files/:file', FilesPage),
  page('offices/:officeId/credits', CreditsPage),
];

/** Finds the page of a path, with the parameters in it. */
export function findPage(path: readonly string[]): { page: PageEntry; parameters: Record<string, string> } {
  for (const entry of pages) {
    const parameters = match(entry.path, path);
    if (parameters) return { page: entry, parameters };
  }
  return { page: { path: '', View: NotFoundPage }, parameters: {} };
}
