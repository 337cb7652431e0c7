import type { JSX } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

/** A button that asks for a file. */
export function FileButton({
  label,
  icon,
  accept,
  onFile,
}: {
  label: string;
  icon: IconName;
  accept?: string;
  onFile: (file: File) => void;
}): JSX.Element {
  return (
    <label class="button file-button">
      <Icon name={icon} /> {label}
      <input
        type="file"
        accept={accept}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) onFile(file);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
