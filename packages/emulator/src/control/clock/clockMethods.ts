import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { type Clock, LATEST_TIME } from '../../core/Clock.ts';
import type { ClockState } from '../ClockControl.ts';

/** Creates the methods that control a clock. */
export function clockMethods(clock: Clock) {
  const state = (): ClockState => ({ now: clock.now(), rate: clock.rate, offsetMs: clock.offsetMs });
  const after = async (change: Promise<void>): Promise<ClockState> => {
    await change;
    return state();
  };
  return {
    'clock.get': state,
    // The schema of the method has made it a number.
    'clock.set': (time: number | string | Date) => after(clock.set(Number(time))),
    'clock.advance': (ms: number) => {
      if (clock.now() + ms > LATEST_TIME) {
        throw new InvalidArgumentError('ms', 'must not lead beyond the year 9999');
      }
      return after(clock.advance(ms));
    },
    'clock.freeze': () => after(clock.run(0)),
    'clock.run': (rate = 1) => after(clock.run(rate)),
    'clock.reset': () => after(clock.reset()),
  };
}
