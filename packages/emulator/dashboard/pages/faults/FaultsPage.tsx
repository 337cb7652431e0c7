import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ActiveFaultRule, FaultRule } from '../../../src/control/FaultControl.ts';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Page } from '../../components/Page.tsx';
import { toast, toastFailure } from '../../components/Toasts.tsx';
import { Text } from '../../components/text/Text.tsx';
import { control } from '../../state/control.ts';
import { rules, statusChanged } from '../../state/status.ts';
import { describeConditions } from './describeConditions.ts';
import { FaultForm } from './FaultForm.tsx';
import { fieldsOf } from './faultForm.ts';
import { describeFault, PRESETS } from './faultKinds.ts';

/** Rules that make requests fail: those in effect, presets, and a form for another one. */
export function FaultsPage(): JSX.Element {
  const [form, setForm] = useState<FaultRule | 'new'>();
  const list = rules.value;
  const run = (work: Promise<unknown>, done: string): void => {
    work
      .then(() => {
        toast(done);
        return statusChanged();
      })
      .catch(toastFailure);
  };
  return (
    <Page
      title="Faults"
      about="Rules make requests of clients fail. This dashboard and the emulator’s own agents are not affected."
      actions={
        <>
          <button
            type="button"
            class="button"
            aria-disabled={!list?.length}
            onClick={() => run(control('faults.clear'), 'All rules are removed.')}
          >
            Remove all
          </button>
          <button type="button" class="button main" onClick={() => setForm('new')}>
            <Icon name="plus" /> New rule
          </button>
        </>
      }
    >
      <section class="presets" aria-label="Presets">
        {PRESETS.map(({ label, rule }) => (
          <button
            key={label}
            type="button"
            class="button"
            onClick={() => run(control('faults.add', rule), `Added: ${label}.`)}
          >
            <Icon name="plus" /> {label}
          </button>
        ))}
      </section>
      {list === undefined ? (
        <p role="status">Loading…</p>
      ) : list.length === 0 ? (
        <Empty title="No rules">Every request succeeds. Add a preset above, or a rule of your own.</Empty>
      ) : (
        <ul class="rules">
          {list.map((rule) => (
            <RuleCard
              key={rule.id}
              rule={rule}
              onCopy={() => setForm(rule)}
              onRemove={() => run(control('faults.remove', rule.id), 'The rule is removed.')}
            />
          ))}
        </ul>
      )}
      {form !== undefined && (
        <FaultForm
          initial={form === 'new' ? undefined : fieldsOf(form)}
          onClose={() => setForm(undefined)}
          onAdd={async (rule) => {
            await control('faults.add', rule);
            toast('The rule is added.');
            await statusChanged();
          }}
        />
      )}
    </Page>
  );
}

function RuleCard({
  rule,
  onCopy,
  onRemove,
}: {
  rule: ActiveFaultRule;
  onCopy: () => void;
  onRemove: () => void;
}) {
  const { id, matched, applied, ended } = rule;
  const title = describeFault(rule.fault);
  // A fault with several parts does not fit the form.
  const isCopyable = fieldsOf(rule).kind !== '';
  return (
    <li class={ended ? 'card rule ended' : 'card rule'}>
      <div>
        <h2>
          {title} {ended && <span class="badge">ended</span>}
        </h2>
        <p>
          <Text of={describeConditions(rule)} />
        </p>
      </div>
      <dl class="counts">
        <div>
          <dt>Matched</dt>
          <dd>{matched.toLocaleString()}</dd>
        </div>
        <div>
          <dt>Applied</dt>
          <dd>{applied.toLocaleString()}</dd>
        </div>
      </dl>
      <div class="actions">
        {isCopyable && (
          <button type="button" class="button" aria-label={`Copy rule ${id}: ${title}`} onClick={onCopy}>
            Copy…
          </button>
        )}
        <button type="button" class="button" aria-label={`Remove rule ${id}: ${title}`} onClick={onRemove}>
          Remove
        </button>
      </div>
    </li>
  );
}
