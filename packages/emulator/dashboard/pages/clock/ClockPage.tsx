import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ClockState } from '../../../src/control/ClockControl.ts';
import { Field } from '../../components/Field.tsx';
import { Page } from '../../components/Page.tsx';
import { toastFailure } from '../../components/Toasts.tsx';
import { control } from '../../state/control.ts';
import { clock, keepClock, type ReadClock, statusChanged, timeOf } from '../../state/status.ts';
import { describeClock } from './describeClock.ts';

const STEPS = [
  ['1 second', 1_000],
  ['1 minute', 60_000],
  ['1 hour', 3_600_000],
  ['1 day', 86_400_000],
  ['1 week', 604_800_000],
] as const;
const UNITS = [
  ['1000', 'seconds'],
  ['60000', 'minutes'],
  ['3600000', 'hours'],
  ['86400000', 'days'],
] as const;
const RATES = [1, 10, 60, 3_600] as const;

/** The emulator's time: set, advanced, frozen, faster, and back to real time. */
export function ClockPage(): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const change = (call: Promise<ClockState>): void => {
    setBusy(true);
    call
      .then((state) => {
        keepClock(state);
        return statusChanged();
      })
      .catch(toastFailure)
      .finally(() => setBusy(false));
  };
  const state = clock.value;
  const isReal = state !== undefined && describeClock(state) === undefined;
  return (
    <Page
      title="Clock"
      about="All that the emulator does by time follows: agents become ready, charges fall due, windows and keys expire."
      actions={
        <button
          type="button"
          class="button"
          aria-disabled={isReal}
          onClick={() => change(control('clock.reset'))}
        >
          Back to real time
        </button>
      }
    >
      <section class="card clock-now" aria-label="The emulator’s time" aria-busy={isBusy}>
        {state ? <Now state={state} /> : <p>Reading the clock…</p>}
      </section>
      <div class="columns three">
        <section class="card stack">
          <h2>Advance</h2>
          <p class="note">Work that falls due on the way is done, in order.</p>
          <div class="actions">
            {STEPS.map(([label, ms]) => (
              <button
                key={ms}
                type="button"
                class="button"
                onClick={() => change(control('clock.advance', ms))}
              >
                + {label}
              </button>
            ))}
          </div>
          <form
            class="row-form"
            onSubmit={(event) => {
              event.preventDefault();
              const fields = new FormData(event.currentTarget);
              change(control('clock.advance', Number(fields.get('count')) * Number(fields.get('unit'))));
            }}
          >
            <Field label="By" name="count" type="number" min="0" step="any" required initial="90" />
            <Field label="Unit" name="unit" choices={UNITS} initial="60000" />
            <button type="submit" class="button">
              Advance
            </button>
          </form>
        </section>
        <section class="card stack">
          <h2>Speed</h2>
          <p class="note">A frozen clock moves only when it is advanced or set.</p>
          <div class="actions">
            <button
              type="button"
              class="button"
              aria-pressed={state?.rate === 0}
              onClick={() => change(control('clock.freeze'))}
            >
              Freeze
            </button>
            {RATES.map((rate) => (
              <button
                key={rate}
                type="button"
                class="button"
                aria-pressed={state?.rate === rate}
                onClick={() => change(control('clock.run', rate))}
              >
                {rate === 1 ? 'Normal speed' : `${rate.toLocaleString()}×`}
              </button>
            ))}
          </div>
          <form
            class="row-form"
            onSubmit={(event) => {
              event.preventDefault();
              change(control('clock.run', Number(new FormData(event.currentTarget).get('rate'))));
            }}
          >
            <Field
              label="Times real time"
              name="rate"
              type="number"
              min="0"
              step="any"
              required
              initial="100"
            />
            <button type="submit" class="button">
              Run
            </button>
          </form>
        </section>
        <section class="card stack">
          <h2>Set</h2>
          <p class="note">Time may go back too. The fields are in UTC.</p>
          <SetTime onSet={(time) => change(control('clock.set', time))} />
        </section>
      </div>
    </Page>
  );
}

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** The time as it passes. */
function Now({ state }: { state: ReadClock }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 250);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(timeOf(state));
  const isValid = !Number.isNaN(date.getTime());
  return (
    <>
      <p class="clock-time">
        {isValid ? <time dateTime={date.toISOString()}>{format.format(date)}</time> : 'beyond all dates'}
      </p>
      <p>
        <code>{isValid ? date.toISOString().replace(/\.\d+Z/, 'Z') : ''}</code>
      </p>
      <p class={describeClock(state) === undefined ? 'dim' : 'clock-off'}>
        {describeClock(state) ?? 'Real time'}
      </p>
    </>
  );
}

function SetTime({ onSet }: { onSet: (time: string) => void }) {
  const [problem, setProblem] = useState('');
  return (
    <form
      class="row-form"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const time = new Date(`${fields.get('date')}T${fields.get('time')}Z`);
        if (Number.isNaN(time.getTime())) return setProblem('Enter a date and a time.');
        setProblem('');
        onSet(time.toISOString());
      }}
      noValidate
    >
      <Field label="Date" name="date" type="date" initial={new Date().toISOString().slice(0, 10)} />
      <Field label="Time" name="time" type="time" step="1" initial="12:00:00" />
      <button type="submit" class="button">
        Set
      </button>
      <p class="problem" role="alert">
        {problem}
      </p>
    </form>
  );
}
