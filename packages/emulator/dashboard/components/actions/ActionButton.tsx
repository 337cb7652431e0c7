import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { toastFailure } from '../Toasts.tsx';

/** A button that does something at once, and cannot be pressed again meanwhile. A failure is shown. */
export function ActionButton({
  onAction,
  children,
}: {
  onAction: () => Promise<unknown>;
  children: ComponentChildren;
}): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    await onAction().catch(toastFailure);
    setBusy(false);
  };
  return (
    <button type="button" class="button" aria-disabled={isBusy} onClick={() => void run()}>
      {children}
    </button>
  );
}
