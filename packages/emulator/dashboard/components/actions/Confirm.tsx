import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../Dialog.tsx';

/** Options for an action that asks first. */
export interface ConfirmProps {
  /** The words on the button. */
  label: ComponentChildren;
  /** The question. */
  title: string;
  /** The word on the button of the dialog. */
  action: string;
  /** Does it. */
  onConfirm: () => Promise<unknown>;
  /** The consequences. */
  children: ComponentChildren;
}

/** A button for an action that loses something: it asks first. */
export function Confirm({ label, title, action, onConfirm, children }: ConfirmProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button danger" onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen && (
        <Dialog title={title} action={action} dangerous onSubmit={onConfirm} onClose={() => setOpen(false)}>
          <p>{children}</p>
        </Dialog>
      )}
    </>
  );
}
