import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** Options for a list. */
export interface VirtualListProps<T> {
  /** Its name, for screen readers. */
  label: string;
  items: readonly T[];
  keyOf: (item: T, index: number) => string;
  /** About the height of an item, in CSS pixels. */
  height: number;
  /** Whether it begins at its end, and follows it when items are added. */
  fromEnd?: boolean;
  class?: string;
  children: (item: T) => ComponentChildren;
}

/** A list that scrolls by itself. Only the items that are visible are in the document, so it may have any length. */
export function VirtualList<T>({
  label,
  items,
  keyOf,
  height,
  fromEnd = false,
  class: className = '',
  children,
}: VirtualListProps<T>): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const [, update] = useReducer((count: number) => count + 1, 0);
  const options: VirtualizerOptions<HTMLDivElement, HTMLLIElement> = {
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(items[index] as T, index),
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    overscan: 8,
    onChange: () => update(undefined),
    ...(fromEnd && { anchorTo: 'end', followOnAppend: true, initialOffset: () => items.length * height }),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => {
    const unmount = virtualizer._didMount();
    if (fromEnd) virtualizer.scrollToEnd();
    return unmount;
  }, [virtualizer, fromEnd]);
  useLayoutEffect(() => virtualizer._willUpdate());
  // The browser moves there step by step, and stops when the height of an item on the way differs from the estimate.
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key !== 'Home' && event.key !== 'End') || event.target !== event.currentTarget) return;
    event.preventDefault();
    if (event.key === 'Home') virtualizer.scrollToOffset(0);
    else virtualizer.scrollToEnd();
  };
  return (
    <section
      ref={scroller}
      class={`virtual ${className}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
      tabIndex={0}
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      <ul style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            {children(items[index] as T)}
          </li>
        ))}
      </ul>
    </section>
  );
}
