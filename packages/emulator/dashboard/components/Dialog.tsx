import type { ComponentChildren, JSX, TargetedSubmitEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useModal } from './focus/useModal.ts';
import { Failure } from './Loading.tsx';

/** Options for a dialog. */
export interface DialogProps {
  title: string;
  /** The word on the button that does it. */
  action: string;
  /** Whether something is lost by it. */
  dangerous?: boolean;
  /** Does it, with the fields of the form. The dialog closes afterwards, or shows why it failed. */
  onSubmit: (fields: FormData) => Promise<unknown> | unknown;
  /** Closes the dialog. */
  onClose: () => void;
  children?: ComponentChildren;
}

/** A form in a dialog. Escape closes it, and the focus returns to where it was. */
export function Dialog({
  title,
  action,
  dangerous = false,
  onSubmit,
  onClose,
  children,
}: DialogProps): JSX.Element {
  const dialog = useModal(onClose);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const id = useId();
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit(new FormData(event.currentTarget));
      onClose();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={id}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {children}
        {error && <Failure error={error} />}
        <div class="buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={dangerous ? 'button danger' : 'button main'} aria-disabled={isBusy}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
