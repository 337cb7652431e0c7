import type { JSX } from 'preact';
import { toast, toastFailure } from './Toasts.tsx';

/**
 * A button that copies a text.
 *
 * @param text - Returns the text; when it throws, the message is shown.
 */
export function CopyButton({ label, text }: { label: string; text: () => string }): JSX.Element {
  const copy = (): void => {
    try {
      navigator.clipboard.writeText(text()).then(() => toast('Copied.'), toastFailure);
    } catch (error) {
      toastFailure(error);
    }
  };
  return (
    <button type="button" class="button" onClick={copy}>
      {label}
    </button>
  );
}
