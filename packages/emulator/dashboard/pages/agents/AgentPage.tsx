import type { JSX } from 'preact';
import { Badge } from '../../components/Badge.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { Chat } from '../chat/Chat.tsx';
import { AgentActions } from './AgentActions.tsx';
import { AgentActivity } from './AgentActivity.tsx';
import { AgentDetails } from './AgentDetails.tsx';
import { AgentLogs } from './AgentLogs.tsx';

/** The parts of an agent's page. */
const VIEWS = [
  ['chat', 'Chat'],
  ['activity', 'Activity'],
  ['logs', 'Logs'],
  ['details', 'Details'],
] as const;

/** An agent: chat, activity, logs, and details. */
export function AgentPage({
  officeId,
  name,
  view = 'chat',
}: {
  officeId: string;
  name: string;
  view?: string;
}): JSX.Element {
  const agent = useLoaded(`${officeId} ${name}`, (signal) =>
    call('GET /api/v1/offices/{officeId}/employees/{name}', { officeId, name }, signal),
  );
  useOfficeEvents(officeId, ({ type, data }) => {
    if (type === 'full_refresh' || (type === 'agent' && data['name'] === name)) agent.reload();
  });
  return (
    <Page
      title={name}
      above={{ label: 'Agents', href: link`offices/${officeId}/agents` }}
      about={agent.data && <Badge status={agent.data.status.phase} />}
      actions={agent.data && <AgentActions officeId={officeId} agent={agent.data} reload={agent.reload} />}
    >
      <nav class="tabs" aria-label="Parts of this page">
        {VIEWS.map(([key, label]) => (
          <a
            key={key}
            href={link`offices/${officeId}/agents/${name}/${key}`}
            aria-current={key === view ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      <WhenLoaded of={agent}>
        {(data) => {
          if (view === 'activity') return <AgentActivity officeId={officeId} name={name} />;
          if (view === 'logs') return <AgentLogs officeId={officeId} name={name} />;
          if (view === 'details') return <AgentDetails agent={data} />;
          return <Chat officeId={officeId} agent={data} />;
        }}
      </WhenLoaded>
    </Page>
  );
}
