import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { FaultRule } from '../../../src/control/FaultControl.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { useOperationNames } from '../reference/description.ts';
import { type FaultFields, readFields } from './faultFields.ts';
import { ruleOf } from './faultForm.ts';
import { FAULT_KINDS } from './faultKinds.ts';

const HOSTS = [
  ['', 'Both'],
  ['office-manager', 'office-manager'],
  ['dashboard', 'dashboard'],
] as const;

/** The form for a rule. */
export function FaultForm({
  initial,
  onAdd,
  onClose,
}: {
  initial: FaultFields | undefined;
  onAdd: (rule: FaultRule) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [kindId, setKind] = useState(initial?.kind || 'status');
  const kind = FAULT_KINDS.find(({ id }) => id === kindId);
  const operations = useOperationNames();
  const listId = useId();
  const given = (name: keyof FaultFields): string => initial?.[name] ?? '';
  const hasMore =
    initial !== undefined &&
    (['route', 'host', 'caller', 'agent', 'seed', 'times', 'forSeconds'] as const).some(
      (name) => initial[name] !== '',
    );
  return (
    <Dialog
      title="New rule"
      action="Add rule"
      onClose={onClose}
      onSubmit={(form) => onAdd(ruleOf(readFields(form)))}
    >
      <Field
        label="What happens"
        name="kind"
        choices={FAULT_KINDS.map(({ id, label }) => [id, label] as const)}
        value={kindId}
        hint={kind?.hint}
        onValue={setKind}
      />
      {kind && kind.fields.length > 0 && (
        <div class="row-form">
          {kind.fields.map(({ name, label, value, isOptional }) => (
            <Field
              key={`${kind.id} ${name}`}
              label={label}
              name={name}
              type="number"
              min="0"
              step="any"
              required={!isOptional}
              initial={kind.id === initial?.kind ? given(name) : value}
            />
          ))}
        </div>
      )}
      <Field
        label="Operation"
        name="operation"
        list={listId}
        placeholder="all operations"
        hint="Such as tasks.create, or tasks.* for a group; several with commas."
        initial={given('operation')}
      />
      <datalist id={listId}>
        {operations.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div class="row-form">
        <Field label="Only the nth request" name="nth" type="number" min="1" initial={given('nth')} />
        <Field label="Every nth request" name="every" type="number" min="1" initial={given('every')} />
        <Field
          label="Probability, in %"
          name="probability"
          type="number"
          min="0"
          max="100"
          step="any"
          initial={given('probability')}
        />
      </div>
      <details open={hasMore}>
        <summary>More conditions</summary>
        <div class="stack">
          <Field
            label="Route"
            name="route"
            placeholder="POST /api/v1/offices/:id/tasks"
            initial={given('route')}
          />
          <div class="row-form">
            <Field label="Host" name="host" choices={HOSTS} initial={given('host')} />
            <Field label="Caller" name="caller" placeholder="email or agent" initial={given('caller')} />
            <Field label="Agent it is about" name="agent" initial={given('agent')} />
          </div>
          <div class="row-form">
            <Field label="Times at most" name="times" type="number" min="1" initial={given('times')} />
            <Field
              label="Duration, in seconds"
              name="forSeconds"
              type="number"
              min="0"
              step="any"
              initial={given('forSeconds')}
            />
            <Field label="Seed" name="seed" type="number" initial={given('seed')} />
          </div>
        </div>
      </details>
    </Dialog>
  );
}
