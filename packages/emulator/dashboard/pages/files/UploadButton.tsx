import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from '../../components/Icon.tsx';

/** A button that lets one choose files. */
export function UploadButton({
  onFiles,
}: {
  onFiles: (files: readonly File[]) => Promise<void>;
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const choose = async (chosen: readonly File[]) => {
    setBusy(true);
    await onFiles(chosen);
    setBusy(false);
    // The same file can be chosen again.
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ currentTarget: { files } }) => void choose([...(files ?? [])])}
      />
      <button type="button" class="button main" aria-disabled={isBusy} onClick={() => input.current?.click()}>
        <Icon name="upload" /> Upload
      </button>
    </>
  );
}
