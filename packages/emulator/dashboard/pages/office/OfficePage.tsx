import type { ComponentChildren, JSX } from 'preact';
import { ActionButton } from '../../components/actions/ActionButton.tsx';
import { Confirm } from '../../components/actions/Confirm.tsx';
import { Badge } from '../../components/Badge.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { formatBytes, formatNumber } from '../../components/text/formatNumber.ts';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { offices } from '../../state/offices.ts';
import { call } from '../../state/request.ts';
import { goFromHere, link } from '../../state/route.ts';
import { statusChanged, useReread } from '../../state/status.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { RecentEvents } from './RecentEvents.tsx';

/** An office at a glance. */
export function OfficePage({ officeId }: { officeId: string }): JSX.Element {
  const overview = useLoaded(officeId, (signal) => loadOverview(officeId, signal));
  // No event says that an office is suspended, or gets credits.
  const status = useLoaded(`status ${officeId}`, (signal) => loadStatus(officeId, signal));
  useReread(() => {
    if (!status.error) status.reload();
  });
  useOfficeEvents(officeId, () => {
    overview.reload();
    status.reload();
  });
  const isSuspended = status.data?.message === 'the office is suspended';
  const office = overview.data?.office;
  return (
    <Page
      title={office?.name ?? 'Office'}
      about={<code>{officeId}</code>}
      above={{ label: 'Offices', href: '#/' }}
      actions={
        office && (
          <Actions
            officeId={officeId}
            name={office.name}
            isSuspended={isSuspended}
            onChanged={() => {
              status.reload();
              void statusChanged();
            }}
          />
        )
      }
    >
      <WhenLoaded of={overview}>
        {({ agents, tasks, files }) => (
          <>
            <ul class="tiles">
              <Tile label="Status" href={link`offices/${officeId}`} isText>
                {status.data && <Badge status={isSuspended ? 'suspended' : status.data.phase} />}
              </Tile>
              <Tile label="Agents ready" href={link`offices/${officeId}/agents`}>
                {agents.filter(({ status: { ready } }) => ready).length}
                <small> of {agents.length}</small>
              </Tile>
              <Tile label="Tasks open" href={link`offices/${officeId}/tasks`}>
                {formatNumber(tasks.queued + tasks.running)}
                <small> of {formatNumber(tasks.total)}</small>
              </Tile>
              <Tile label="Credits" href={link`offices/${officeId}/credits`}>
                {status.data && formatNumber(status.data.balance)}
              </Tile>
              <Tile label="Files" href={link`offices/${officeId}/files`}>
                {formatNumber(files.length)}
                <small> {formatBytes(files.reduce((sum, { size }) => sum + size, 0))}</small>
              </Tile>
            </ul>
            <div class="halves">
              <section class="card">
                <h2>Agents</h2>
                {agents.length === 0 ? (
                  <p class="dim">
                    None yet. <a href={link`offices/${officeId}/agents`}>Hire the first one</a>
                  </p>
                ) : (
                  <ul class="lines">
                    {agents.slice(0, 12).map(({ name, role, status: { phase } }) => (
                      <li key={name}>
                        <a href={link`offices/${officeId}/agents/${name}`}>{name}</a>
                        <span class="dim one-line">
                          <Text of={role ?? 'general'} />
                        </span>
                        <Badge status={phase} />
                      </li>
                    ))}
                  </ul>
                )}
                {agents.length > 12 && (
                  <p>
                    <a href={link`offices/${officeId}/agents`}>All {agents.length} agents</a>
                  </p>
                )}
              </section>
              <RecentEvents officeId={officeId} />
            </div>
          </>
        )}
      </WhenLoaded>
    </Page>
  );
}

async function loadOverview(officeId: string, signal: AbortSignal) {
  const [office, agents, tasks, files] = await Promise.all([
    call('GET /api/v1/offices/{officeId}', { officeId }, signal),
    call('GET /api/v1/offices/{officeId}/employees', { officeId }, signal),
    call('GET /api/v1/offices/{officeId}/tasks/stats', { officeId }, signal),
    call('GET /api/v1/offices/{officeId}/files', { officeId }, signal),
  ]);
  return { office, agents, tasks, files };
}

async function loadStatus(officeId: string, signal: AbortSignal) {
  const [{ phase, message }, { balance }] = await Promise.all([
    call('GET /api/v1/offices/{officeId}/status', { officeId }, signal),
    call('GET /api/v1/offices/{officeId}/credits', { officeId }, signal),
  ]);
  return { phase, message, balance };
}

function Tile({
  label,
  href,
  isText = false,
  children,
}: {
  label: string;
  href: string;
  isText?: boolean;
  children: ComponentChildren;
}) {
  return (
    <li class="card tile">
      <a class="cover" href={href}>
        {label}
      </a>
      <p class={isText ? undefined : 'figure'}>{children}</p>
    </li>
  );
}

function Actions({
  officeId,
  name,
  isSuspended,
  onChanged,
}: {
  officeId: string;
  name: string;
  isSuspended: boolean;
  onChanged: () => void;
}) {
  const move = async (action: 'suspend' | 'resume') => {
    await call(`POST /api/v1/offices/{officeId}/${action}`, { officeId });
    onChanged();
  };
  const remove = async () => {
    const goOn = goFromHere();
    await call('DELETE /api/v1/offices/{officeId}', { officeId });
    // The next page loads the list.
    offices.value = offices.value?.filter(({ id }) => id !== officeId);
    goOn('#/');
  };
  return (
    <>
      {isSuspended ? (
        <ActionButton onAction={() => move('resume')}>Resume</ActionButton>
      ) : (
        <ActionButton onAction={() => move('suspend')}>Suspend</ActionButton>
      )}
      <Confirm label="Delete" title="Delete this office?" action="Delete office" onConfirm={remove}>
        <Text of={name} most={200} /> is archived with its agents, tasks and files. Requests to it fail from
        then on.
      </Confirm>
    </>
  );
}
