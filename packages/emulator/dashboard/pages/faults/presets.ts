import type { FaultRule } from '../../../src/control/FaultControl.ts';

/** Rules that are added with one click, by what they are like. */
export const PRESETS: readonly { label: string; rule: FaultRule }[] = [
  { label: 'Slow network', rule: { fault: { responseMs: 800, bytesPerSecond: 20_000 } } },
  { label: 'Every third POST fails', rule: { fault: 503, route: 'POST /**', nth: { every: 3 } } },
  { label: 'Rate limited', rule: { fault: { status: 429, retryAfter: 5 }, forMs: 60_000 } },
  { label: 'Flaky: 10 % fail', rule: { fault: 503, probability: 0.1 } },
  { label: 'Responses get lost', rule: { fault: 'drop', nth: { every: 2 } } },
  { label: 'Outage', rule: { fault: 'reset' } },
];
