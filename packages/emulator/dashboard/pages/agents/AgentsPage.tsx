import type { Employee } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../components/Badge.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import type { RecordedEvent } from '../office/describeEvent.ts';
import { HireDialog } from './HireDialog.tsx';

/** The agents of an office, with their phases as they change. */
export function AgentsPage({ officeId }: { officeId: string }): JSX.Element {
  const agents = useLoaded(officeId, (signal) => loadAgents(officeId, signal));
  useOfficeEvents(officeId, ({ type }) => {
    if (type === 'agent' || type === 'full_refresh') agents.reload();
  });
  const [isHiring, setHiring] = useState(false);
  return (
    <Page
      title="Agents"
      actions={
        <button type="button" class="button main" onClick={() => setHiring(true)}>
          <Icon name="plus" /> Hire an agent
        </button>
      }
    >
      <WhenLoaded of={agents}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No agents yet">
              Hire one here, or in your terminal: <code>mi agents hire -n aria</code>
            </Empty>
          ) : (
            <ul class="cards">
              {all.map((agent) => (
                <AgentCard key={agent.name} officeId={officeId} agent={agent} />
              ))}
            </ul>
          )
        }
      </WhenLoaded>
      {isHiring && (
        <HireDialog officeId={officeId} onHired={agents.reload} onClose={() => setHiring(false)} />
      )}
    </Page>
  );
}

function AgentCard({ officeId, agent }: { officeId: string; agent: Employee }) {
  const { name, role, modelTier, modelProvider, status } = agent;
  return (
    <li class="card agent-card">
      <h2>
        <a class="cover" href={link`offices/${officeId}/agents/${name}`}>
          {name}
        </a>
      </h2>
      <Badge status={status.phase} />
      <p class="one-line">
        <Text of={role ?? 'general'} /> · <Text of={`${modelProvider} ${modelTier}`} />
      </p>
      <p class="one-line">
        {status.message ? (
          <Text of={status.message} />
        ) : status.lastSeen ? (
          <>
            Last heartbeat <Time at={status.lastSeen} />
          </>
        ) : (
          'No heartbeat yet'
        )}
      </p>
    </li>
  );
}

/** Loads the agents of an office, then those that were archived: the platform names them in its events only. */
async function loadAgents(officeId: string, signal: AbortSignal): Promise<readonly Employee[]> {
  const [agents, events] = await Promise.all([
    call('GET /api/v1/offices/{officeId}/employees', { officeId }, signal),
    call('GET /api/v1/offices/{officeId}/events', { officeId }, signal),
  ]);
  const phases = new Map<string, unknown>();
  for (const { type, data } of events as RecordedEvent[]) {
    const name = String(data['name']);
    // The newest is first.
    if (type === 'agent' && !phases.has(name)) phases.set(name, data['phase']);
  }
  const archived = [...phases].filter(([, phase]) => phase === 'archived');
  const others = archived.map(([name]) =>
    call('GET /api/v1/offices/{officeId}/employees/{name}', { officeId, name }, signal),
  );
  return [...agents, ...(await Promise.all(others))];
}
