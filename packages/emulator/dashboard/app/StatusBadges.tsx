import type { JSX } from 'preact';
import { Icon } from '../components/Icon.tsx';
import { describeClock } from '../pages/clock/describeClock.ts';
import { clock, rules } from '../state/status.ts';

/** Says on all pages that time is not real, or that requests are made to fail. */
export function StatusBadges(): JSX.Element {
  const state = clock.value && describeClock(clock.value);
  const active = rules.value?.filter(({ ended }) => !ended).length ?? 0;
  return (
    <div class="status-badges" role="status">
      {state !== undefined && (
        <a href="#/clock">
          <Icon name="clock" /> {state}
        </a>
      )}
      {active > 0 && (
        <a href="#/faults">
          <Icon name="fault" /> {active === 1 ? '1 fault rule' : `${active} fault rules`}
        </a>
      )}
    </div>
  );
}
