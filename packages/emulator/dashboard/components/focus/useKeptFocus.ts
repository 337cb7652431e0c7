import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { saveFocus } from './saveFocus.ts';

/** The key of the thing that had the focus when it was removed. */
let lost: string | undefined;

/**
 * Keeps the focus on a thing that moves to another place of the page, where another element shows it.
 *
 * @param key - The thing's name: the same at both places.
 * @returns a reference for the element that has the focus.
 */
export function useKeptFocus<T extends HTMLElement>(key: string): RefObject<T> {
  const shown = useRef<T>(null);
  useLayoutEffect(() => {
    const element = shown.current;
    const isFree = document.activeElement?.matches('body, h1');
    if (lost === key && isFree) element?.focus();
    if (lost === key) lost = undefined;
    return () => {
      if (document.activeElement !== element) return;
      lost = key;
      saveFocus();
    };
  }, [key]);
  return shown;
}
