import type { JSX } from 'preact';
import { Field } from '../../components/Field.tsx';
import { type LogFilter, NO_FILTER } from './LogFilter.ts';
import { choices, filter } from './requestLog.ts';

const STATUSES = [
  ['', 'Any status'],
  ['2', '2xx success'],
  ['3', '3xx redirect'],
  ['4', '4xx refused'],
  ['5', '5xx failed'],
  ['0', 'No response'],
] as const;

/** The choices that narrow the log. */
export function FilterBar(): JSX.Element {
  const current = filter.value;
  const { operations, callers } = choices.value;
  const groups = [...new Set(operations.map((operation) => `${operation.split('.')[0]}.*`))];
  const change = (changes: Partial<LogFilter>): void => {
    filter.value = { ...filter.peek(), ...changes };
  };
  return (
    <search class="log-filter">
      <Field
        label="Search"
        name="text"
        type="search"
        value={current.text}
        placeholder="path, error, caller…"
        onValue={(text) => change({ text })}
      />
      <Choice
        label="Operation"
        value={current.operation}
        any="Any operation"
        values={[...groups, ...operations]}
        onChange={(operation) => change({ operation })}
      />
      <Field
        label="Status"
        name="status"
        choices={STATUSES}
        value={current.status}
        onValue={(status) => change({ status })}
      />
      <Choice
        label="Caller"
        value={current.caller}
        any="Any caller"
        values={callers}
        onChange={(caller) => change({ caller })}
      />
      <div class="checks">
        <Check label="With a fault" value={current.faulty} onChange={(faulty) => change({ faulty })} />
        <Check
          label="Unexpected"
          value={current.unexpected}
          onChange={(unexpected) => change({ unexpected })}
        />
        {current !== NO_FILTER && (
          <button type="button" class="button" onClick={() => change(NO_FILTER)}>
            Clear filter
          </button>
        )}
      </div>
    </search>
  );
}

function Choice({
  label,
  value,
  any,
  values,
  onChange,
}: {
  label: string;
  value: string;
  any: string;
  values: readonly string[];
  onChange: (value: string) => void;
}) {
  // A chosen value stays a choice when its requests are gone.
  const all = value === '' || values.includes(value) ? values : [value, ...values];
  return (
    <Field
      label={label}
      name={label.toLowerCase()}
      value={value}
      choices={[['', any], ...all.map((one) => [one, one] as const)]}
      onValue={onChange}
    />
  );
}

function Check({
  label,
  value,
  onChange,
}: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}
