import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useVirtualizer } from './useVirtualizer.ts';

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

interface Shown<T> {
  readonly item: T;
  readonly element: ComponentChildren;
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
  const { scroller, virtualizer } = useVirtualizer<HTMLLIElement>({
    count: items.length,
    height,
    keyOf: (index) => keyOf(items[index] as T, index),
    fromEnd,
  });
  // Scrolling changes which items are shown, and not how: an element that is the same as before is not compared again.
  const former = useRef<{ children: typeof children; shown: Map<unknown, Shown<T>> }>();
  const known = former.current?.children === children ? former.current.shown : undefined;
  const shown = new Map<unknown, Shown<T>>();
  former.current = { children, shown };
  const elementOf = (key: unknown, item: T): ComponentChildren => {
    const last = known?.get(key);
    const element = last?.item === item ? last.element : children(item);
    shown.set(key, { item, element });
    return element;
  };
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
            {elementOf(key, items[index] as T)}
          </li>
        ))}
      </ul>
    </section>
  );
}
