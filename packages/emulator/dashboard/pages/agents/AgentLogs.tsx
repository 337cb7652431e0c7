import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Empty } from '../../components/Empty.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { VirtualList } from '../../components/lists/VirtualList.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { readLog } from './readLog.ts';

/** The output of an agent, which follows its end. */
export function AgentLogs({ officeId, name }: { officeId: string; name: string }): JSX.Element {
  const logs = useLoaded(`logs ${officeId} ${name}`, (signal) =>
    call('GET /api/v1/offices/{officeId}/employees/{name}/logs', { officeId, name, query: {} }, signal),
  );
  useOfficeEvents(officeId, () => logs.reload());
  const text = logs.data?.logs ?? '';
  const lines = useMemo(() => readLog(text), [text]);
  return (
    <WhenLoaded of={logs}>
      {() =>
        lines.length === 0 ? (
          <Empty title="No output yet" />
        ) : (
          <VirtualList
            label="Log"
            class="tall output"
            items={lines}
            keyOf={(_, index) => String(index)}
            height={22}
            fromEnd
          >
            {(line) => <code>{line}</code>}
          </VirtualList>
        )
      }
    </WhenLoaded>
  );
}
