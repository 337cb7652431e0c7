// biome-ignore-all lint/a11y/useSemanticElements: the rows of a table cannot stand at absolute positions
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LoggedRequest } from '../../../src/control/RequestLog.ts';
import { formatMs } from '../../components/formatMs.ts';
import { useVirtualizer } from '../../components/lists/useVirtualizer.ts';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { shown, total } from './requestLog.ts';

const WIDE = matchMedia('(min-width: 56.01rem)');
/** The heights of `.log-row`, in CSS pixels. */
const HEIGHTS = { wide: 36, narrow: 58 } as const;

/** The requests in a grid that keeps few rows in the document. Arrow keys move, Enter opens. */
export function RequestTable({
  selected,
  onSelect,
  onOpen,
  onClose,
}: {
  selected: string | undefined;
  onSelect: (request: LoggedRequest) => void;
  /** Moves the focus to the request that is selected. */
  onOpen: () => void;
  onClose: () => void;
}): JSX.Element {
  const requests = shown.value;
  const rowHeight = useWide() ? HEIGHTS.wide : HEIGHTS.narrow;
  const { scroller, virtualizer } = useVirtualizer<HTMLDivElement>({
    count: requests.length,
    height: rowHeight,
    keyOf: (index) => requests[index]?.id ?? String(index),
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const rows = virtualizer.getVirtualItems();
  const active = requests.findIndex(({ id }) => id === selected);
  useAnchor(requests, rowHeight, scroller);
  const move = (index: number): void => {
    const target = requests[Math.max(0, Math.min(index, requests.length - 1))];
    if (!target) return;
    virtualizer.scrollToIndex(requests.indexOf(target));
    onSelect(target);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter') {
      // Otherwise the button that gets the focus is pressed.
      event.preventDefault();
      if (active === -1) move(0);
      else onOpen();
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: requests.length - 1,
    };
    const index = steps[event.key];
    if (index === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(index);
  };
  return (
    <div
      class="log-table"
      role="grid"
      aria-label="Requests, newest first"
      aria-rowcount={requests.length + 1}
      tabIndex={0}
      aria-activedescendant={rows.some(({ index }) => index === active) ? `row-${selected}` : undefined}
      ref={scroller}
      onKeyDown={onKeyDown}
    >
      <div class="log-row log-head" role="row" aria-rowindex={1}>
        {['Status', 'Request', 'Operation', 'Caller', 'Took', 'Time'].map((name) => (
          <span role="columnheader" key={name}>
            {name}
          </span>
        ))}
      </div>
      <div role="rowgroup" class="log-rows" style={{ height: `${requests.length * rowHeight}px` }}>
        {rows.map(({ key, index, start }) => (
          <Row
            key={key}
            request={requests[index] as LoggedRequest}
            index={index}
            top={start}
            isSelected={index === active}
            onSelect={onSelect}
          />
        ))}
      </div>
      {requests.length === 0 && (
        <p class="log-none">
          {total.value === 0 ? 'No request yet.' : 'The filter lets none of the requests through.'}
        </p>
      )}
    </div>
  );
}

function Row({
  request,
  index,
  top,
  isSelected,
  onSelect,
}: {
  request: LoggedRequest;
  index: number;
  top: number;
  isSelected: boolean;
  onSelect: (request: LoggedRequest) => void;
}) {
  const { id, status, method, target, operation, caller, durationMs, time, fault, unexpected, error } =
    request;
  return (
    <div
      class="log-row"
      role="row"
      id={`row-${id}`}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(request)}
    >
      <span role="gridcell" class={`status ${toneOf(request)}`}>
        {status === 0 ? 'none' : status}
        {fault && <abbr title={`Fault: ${fault.description}`}>fault</abbr>}
        {!fault && unexpected && <abbr title={error?.message ?? 'An unexpected failure'}>!</abbr>}
      </span>
      <span role="gridcell" class="target" title={target.slice(0, 500)}>
        <b>{method}</b> <Text of={shorten(target)} />
      </span>
      <span role="gridcell" class={operation === undefined ? 'operation dim' : 'operation'}>
        {operation ?? 'no operation'}
      </span>
      <span role="gridcell" class={caller ? 'caller' : 'caller dim'}>
        <Text of={caller?.name.slice(0, 100) ?? 'unknown'} />
      </span>
      <span role="gridcell" class="took">
        {formatMs(durationMs)}
      </span>
      <span role="gridcell" class="time">
        <Time at={time} />
      </span>
    </div>
  );
}

/** Shortens the ids in a path, so that what follows them is visible. */
function shorten(target: string): string {
  return target
    .slice(0, 300)
    .replace(/\b([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '$1…');
}

/** The color of a request: how it ended. */
export function toneOf({ status, fault, unexpected }: LoggedRequest): string {
  if (fault) return 'busy';
  if (unexpected || status >= 500 || status === 0) return 'bad';
  return status >= 400 ? 'busy' : 'good';
}

/** Keeps the rows that are being read in place when newer ones come above them. */
function useAnchor(
  requests: readonly LoggedRequest[],
  rowHeight: number,
  scroller: { current: HTMLDivElement | null },
): void {
  const newest = useRef<string>();
  useLayoutEffect(() => {
    const element = scroller.current;
    const added = requests.findIndex(({ id }) => id === newest.current);
    if (element && added > 0 && element.scrollTop > 0) element.scrollTop += added * rowHeight;
    newest.current = requests[0]?.id;
  }, [requests, rowHeight, scroller]);
}

function useWide(): boolean {
  const [isWide, setWide] = useState(WIDE.matches);
  useEffect(() => {
    const read = (): void => setWide(WIDE.matches);
    WIDE.addEventListener('change', read);
    return () => WIDE.removeEventListener('change', read);
  }, []);
  return isWide;
}
