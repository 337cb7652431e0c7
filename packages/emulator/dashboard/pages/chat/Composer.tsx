import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from '../../components/Icon.tsx';
import { Failure } from '../../components/Loading.tsx';

/** The field to write a message in. Enter sends it; with Shift it makes a new line. */
export function Composer({
  name,
  onSend,
}: {
  name: string;
  onSend: (text: string) => Promise<void>;
}): JSX.Element {
  const [text, setText] = useState('');
  const [error, setError] = useState<Error>();
  const isSending = useRef(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    if (text.trim() === '' || isSending.current) return;
    isSending.current = true;
    setError(undefined);
    try {
      await onSend(text);
      setText('');
      field.current?.focus();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    }
    isSending.current = false;
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {error && <Failure error={error} />}
      <textarea
        ref={field}
        aria-label={`Message to ${name}`}
        placeholder={`Message to ${name.slice(0, 63)}`}
        rows={2}
        dir="auto"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button type="submit" class="button main" aria-disabled={text.trim() === ''}>
        <Icon name="send" /> Send
      </button>
    </form>
  );
}
