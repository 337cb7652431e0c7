import type { JSX } from 'preact';
import { Empty } from '../../components/Empty.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { VirtualList } from '../../components/lists/VirtualList.tsx';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';

/** The latest activity of an agent, newest first, as it happens. */
export function AgentActivity({ officeId, name }: { officeId: string; name: string }): JSX.Element {
  const activity = useLoaded(`activity ${officeId} ${name}`, (signal) =>
    call(
      'GET /api/v1/offices/{officeId}/employees/{name}/activity',
      { officeId, name, query: { limit: 1000 } },
      signal,
    ),
  );
  useOfficeEvents(officeId, () => activity.reload());
  return (
    <WhenLoaded of={activity}>
      {(events) =>
        events.length === 0 ? (
          <Empty title="No activity yet">What the agent does appears here as it happens.</Empty>
        ) : (
          <VirtualList label="Activity" class="tall" items={events} keyOf={({ id }) => id} height={38}>
            {({ category, type, summary, timestamp }) => (
              <div class="row">
                <Time at={timestamp} />
                <span class="tag">{category}</span>
                <strong>{type.slice(0, 60)}</strong>
                <Text of={summary} most={2000} />
              </div>
            )}
          </VirtualList>
        )
      }
    </WhenLoaded>
  );
}
