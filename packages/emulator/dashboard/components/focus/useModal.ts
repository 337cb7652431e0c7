import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { saveFocus } from './saveFocus.ts';

/**
 * Opens a dialog above the page while the component is shown. Its first field is ready to be typed over. Afterwards the focus
 * returns to where it was.
 *
 * @param onClose - Called when the reader closes it, such as with Escape.
 */
export function useModal(onClose: () => void): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  const current = useRef(onClose);
  current.current = onClose;
  useEffect(() => {
    const element = dialog.current;
    const close = () => current.current();
    // `close` comes in a later task: a press between both would open the dialog that is about to go.
    const cancel = (event: Event) => {
      if (event.target !== element) return;
      event.preventDefault();
      close();
    };
    element?.addEventListener('cancel', cancel);
    element?.addEventListener('close', close);
    element?.showModal();
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.select();
    return () => {
      element?.removeEventListener('cancel', cancel);
      element?.removeEventListener('close', close);
      // An open dialog that is removed does not return the focus.
      element?.close();
      saveFocus();
    };
  }, []);
  return dialog;
}
