import type { ClockState } from '../../../src/control/ClockControl.ts';
import { formatMs } from '../../components/formatMs.ts';

/** A smaller difference to real time is the time that a request takes. */
const SAME_MS = 1_500;

/** Says how a clock differs from real time: `Time is frozen, 2 d ahead`; `undefined` if it does not. */
export function describeClock({ rate, offsetMs }: ClockState): string | undefined {
  const pace = rate === 0 ? 'Time is frozen' : rate === 1 ? undefined : `Time runs at ${rate}×`;
  const isOff = Math.abs(offsetMs) >= SAME_MS;
  const distance = isOff ? `${formatMs(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}` : undefined;
  if (pace === undefined) return distance && `Time is ${distance}`;
  return distance === undefined ? pace : `${pace}, ${distance}`;
}
