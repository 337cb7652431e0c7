import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LoggedRequest } from '../../../src/control/RequestLog.ts';
import { Failure } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { toastFailure } from '../../components/Toasts.tsx';
import { FilterBar } from './FilterBar.tsx';
import { useLogStream } from './logStream.ts';
import { RequestDetail } from './RequestDetail.tsx';
import { RequestTable } from './RequestTable.tsx';
import { clearLog, heldBack, isPaused, setPaused, shown, total } from './requestLog.ts';

/** The requests that clients make, live. */
export function RequestsPage(): JSX.Element {
  const error = useLogStream();
  const [selected, select] = useState<LoggedRequest>();
  const close = (): void => {
    select(undefined);
    document.querySelector<HTMLElement>('.log-table')?.focus();
  };
  const clear = async (): Promise<void> => {
    await clearLog();
    select(undefined);
  };
  const count = shown.value.length;
  const held = heldBack.value;
  return (
    <Page
      title="Requests"
      about="What clients send to the emulator. Its own agents and this dashboard are not in it."
      actions={
        <>
          <button
            type="button"
            class="button"
            aria-pressed={isPaused.value}
            onClick={() => setPaused(!isPaused.value)}
          >
            {isPaused.value ? `Resume${held > 0 ? ` (${held} new)` : ''}` : 'Pause'}
          </button>
          <button type="button" class="button" onClick={() => void clear().catch(toastFailure)}>
            Clear log
          </button>
        </>
      }
    >
      {error && <Failure error={error} />}
      <FilterBar />
      <p class="log-count" role="status">
        {count !== total.value && `${count.toLocaleString()} of `}
        {total.value === 1 ? '1 request' : `${total.value.toLocaleString()} requests`}
      </p>
      <div class={selected ? 'log with-detail' : 'log'}>
        <RequestTable
          selected={selected?.id}
          onSelect={select}
          onOpen={() => document.querySelector<HTMLElement>('.log-detail button')?.focus()}
          onClose={close}
        />
        {selected && <RequestDetail request={selected} onClose={close} />}
      </div>
    </Page>
  );
}
