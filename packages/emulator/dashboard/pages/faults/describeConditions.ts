import type { FaultRule } from '../../../src/control/FaultControl.ts';
import { formatMs } from '../../components/formatMs.ts';
import { fieldsOf } from './faultForm.ts';

/** Says which requests a rule is about: `every 3rd request of tasks.create by aria`. */
export function describeConditions(rule: FaultRule): string {
  const { operation, route, host, caller, agent, nth, every, probability, seed, times, forSeconds } =
    fieldsOf(rule);
  const which =
    nth !== ''
      ? `only the ${ordinal(nth)} request`
      : every !== ''
        ? `every ${ordinal(every)} request`
        : 'all requests';
  return [
    probability === '' ? which : `${probability} % of ${every === '' && nth === '' ? 'all requests' : which}`,
    operation && `of ${operation}`,
    route && `to ${route}`,
    host && `on the ${host}`,
    caller && `by ${caller}`,
    agent && `about ${agent}`,
    seed && `(seed ${seed})`,
    times && `at most ${times} times`,
    forSeconds && `for ${formatMs(Number(forSeconds) * 1_000)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function ordinal(count: string): string {
  const number = Number(count);
  if (number === 1 && count === '1') return '1st';
  const [tens, ones] = [number % 100, number % 10];
  if (tens >= 11 && tens <= 13) return `${count}th`;
  return `${count}${ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th'}`;
}
