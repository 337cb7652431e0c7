import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** The items of a long list. */
export interface VirtualizedItems {
  count: number;
  /** About the height of an item, in CSS pixels. */
  height: number;
  keyOf: (index: number) => string;
  /** Whether the list begins at its end, and follows it when items are added. */
  fromEnd?: boolean;
}

/** Selects the items of a long list that are visible, so that the document stays small. */
export function useVirtualizer<ItemElement extends Element>({
  count,
  height,
  keyOf,
  fromEnd = false,
}: VirtualizedItems): {
  scroller: RefObject<HTMLDivElement>;
  virtualizer: Virtualizer<HTMLDivElement, ItemElement>;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const [, update] = useReducer((changes: number) => changes + 1, 0);
  const options: VirtualizerOptions<HTMLDivElement, ItemElement> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: keyOf,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    overscan: 8,
    onChange: () => update(undefined),
    ...(fromEnd && { anchorTo: 'end', followOnAppend: true, initialOffset: () => count * height }),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => {
    const unmount = virtualizer._didMount();
    if (fromEnd) virtualizer.scrollToEnd();
    return unmount;
  }, [virtualizer, fromEnd]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => (fromEnd && scroller.current ? keepEnd(scroller.current) : undefined), [fromEnd]);
  return { scroller, virtualizer };
}

/** Keeps a list at its end while what stands around it takes room, as an error below it does. */
function keepEnd(list: HTMLElement): () => void {
  let height = list.clientHeight;
  const observer = new ResizeObserver(() => {
    const below = list.scrollHeight - list.scrollTop - height;
    height = list.clientHeight;
    if (below < 2) list.scrollTop = list.scrollHeight;
  });
  observer.observe(list);
  return () => observer.disconnect();
}
