import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

/** Options for a field. */
export interface FieldProps {
  label: string;
  /** The name in the form. */
  name: string;
  /** A line below it. */
  hint?: string | undefined;
  /** The choices; without them it is an input. */
  choices?: readonly (readonly [value: string, label: string])[];
  /** Makes it a text area of this number of lines. */
  lines?: number;
  /** The type of the input. Default: `text`. */
  type?: 'text' | 'number' | 'search' | 'date' | 'time' | 'datetime-local';
  /** The step of a number: `any`, or the distance between allowed values. */
  step?: string;
  min?: string;
  max?: string;
  required?: boolean;
  placeholder?: string;
  /** The value; without it, the field keeps its own. */
  value?: string;
  /** The first value of a field that keeps its own. */
  initial?: string;
  /** The id of a `datalist` with suggestions. */
  list?: string | undefined;
  /** Whether the text is prose. Default: true. */
  spellcheck?: boolean;
  /** Called with the value as it changes. */
  onValue?: (value: string) => void;
}

/** A labelled input, a choice, or an area of text. */
export function Field({
  label,
  hint,
  choices,
  lines,
  onValue,
  initial,
  type,
  step,
  min,
  max,
  ...rest
}: FieldProps): JSX.Element {
  const id = useId();
  const onInput = (event: Event) => onValue?.((event.currentTarget as HTMLInputElement).value);
  const common = {
    ...rest,
    id,
    ...(onValue && { onInput }),
    ...(hint !== undefined && { 'aria-describedby': `${id}-hint` }),
  };
  const own = initial === undefined ? {} : { defaultValue: initial };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <select {...common}>
          {choices.map(([value, text]) => (
            <option
              key={value}
              value={value}
              selected={initial === undefined ? undefined : value === initial}
            >
              {text.slice(0, 80)}
            </option>
          ))}
        </select>
      ) : lines !== undefined ? (
        <textarea {...common} {...own} rows={lines} />
      ) : (
        <input
          autocomplete="off"
          {...common}
          {...own}
          type={type ?? 'text'}
          step={step}
          min={min}
          max={max}
        />
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
