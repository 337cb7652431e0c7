import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows beyond the edges of the window, so that scrolling shows no gap. */
const BEYOND = 12;

/** The part of a long list that is in the document. */
export interface VirtualRows {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement>;
  /** The index of the first row to render. */
  readonly first: number;
  /** The index after the last row to render. */
  readonly end: number;
  /** Call it when the element scrolls. */
  onScroll(): void;
  /** Scrolls until a row is visible. */
  reveal(index: number): void;
}

/**
 * Selects the rows of a long list that are visible, so that the document stays small. All rows have the same height.
 *
 * @param count - How many rows there are.
 * @param rowHeight - The height of each, in CSS pixels.
 */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [{ top, height }, setView] = useState({ top: 0, height: 800 });
  const read = (): void => {
    const element = scroller.current;
    if (!element) return;
    // Steps of whole rows: most scroll events need no render.
    const next = { top: Math.floor(element.scrollTop / rowHeight) * rowHeight, height: element.clientHeight };
    setView((former) => (former.top === next.top && former.height === next.height ? former : next));
  };
  useLayoutEffect(() => {
    read();
    const observer = new ResizeObserver(read);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [rowHeight]);
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - BEYOND, count));
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  return {
    scroller,
    first,
    end,
    onScroll: read,
    reveal(index) {
      const element = scroller.current;
      if (!element) return;
      const above = index * rowHeight;
      if (above < element.scrollTop) element.scrollTop = above;
      else if (above + rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = above + rowHeight - element.clientHeight;
    },
  };
}
