import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Text } from './text/Text.tsx';

const shown = signal<readonly { id: number; text: string; isBad: boolean }[]>([]);
let count = 0;
const SHOWN_MS = 5_000;

/** Says for a few seconds that something was done. */
export function toast(text: string): void {
  show(text, false);
}

/** Says for a few seconds that something failed, and why. */
export function toastFailure(error: unknown): void {
  show(error instanceof Error ? error.message : String(error), true);
}

function show(text: string, isBad: boolean): void {
  const id = ++count;
  shown.value = [...shown.value.slice(-2), { id, text, isBad }];
  setTimeout(
    () => {
      shown.value = shown.value.filter((one) => one.id !== id);
    },
    isBad ? 2 * SHOWN_MS : SHOWN_MS,
  );
}

/** The short messages at the edge of the window. */
export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status">
      {shown.value.map(({ id, text, isBad }) => (
        <p key={id} class={isBad ? 'toast bad' : 'toast'}>
          <Text of={text} most={500} />
        </p>
      ))}
    </div>
  );
}
