import type { JSX } from 'preact';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { describeEvent, type RecordedEvent } from './describeEvent.ts';

const SHOWN = 30;

/** The latest events of an office, as they happen. */
export function RecentEvents({ officeId }: { officeId: string }): JSX.Element {
  const events = useLoaded(`events ${officeId}`, async (signal) => {
    const all = await call('GET /api/v1/offices/{officeId}/events', { officeId }, signal);
    return (all as RecordedEvent[]).slice(0, SHOWN);
  });
  useOfficeEvents(officeId, () => events.reload());
  return (
    <section class="card">
      <h2>Latest events</h2>
      {events.data?.length === 0 && <p class="dim">Nothing happened yet.</p>}
      <ol class="lines">
        {events.data?.map((event) => (
          <li key={event.id}>
            <span class="tag">{event.type}</span>
            <span class="one-line">
              <Text of={describeEvent(event)} />
            </span>
            <Time at={event.created_at} />
          </li>
        ))}
      </ol>
    </section>
  );
}
