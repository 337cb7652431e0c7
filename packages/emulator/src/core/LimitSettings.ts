import { HIRE_LIMIT, INITIAL_CREDITS, PRICES, READY_AFTER_MS } from '../assumptions.ts';

/** The limits and prices of the emulated platform. They can be changed while it runs. */
export interface LimitSettings {
  /** Hires in one office within a window of `windowMs` ms; more are refused with 429. Default: 3 in 10 minutes. */
  hireLimit: {
    /** The number of hires. */
    count: number;
    /** The window, in ms. */
    windowMs: number;
  };
  /** The prices, in credits: of a hire, of an answered message, of a finished task, of an hour of one core. */
  prices: {
    /** A hire, in credits. */
    hire: number;
    /** An answered message, in credits. */
    message: number;
    /** A finished task, in credits. */
    task: number;
    /** An hour of one core, in credits. */
    coreHour: number;
  };
  /** The credits of a new office. Default: 1,000. */
  initialCredits: number;
  /** How long an agent is `provisioning`, in ms. Default: 300. */
  readyAfterMs: number;
}

/** Changes of limits and prices. Limits and prices that are not named stay. */
export interface LimitChanges {
  /** Hires in one office within a window of `windowMs` ms. */
  hireLimit?: Partial<LimitSettings['hireLimit']>;
  /** The prices, in credits. */
  prices?: Partial<LimitSettings['prices']>;
  /** The credits of a new office. */
  initialCredits?: number;
  /** How long an agent is `provisioning`, in ms. */
  readyAfterMs?: number;
}

/** The limits and prices of an emulator by default. */
export function defaultLimits(): LimitSettings {
  return {
    hireLimit: { ...HIRE_LIMIT },
    prices: { ...PRICES },
    initialCredits: INITIAL_CREDITS,
    readyAfterMs: READY_AFTER_MS,
  };
}

/** Changes limits in place. */
export function changeLimits(limits: LimitSettings, changes: LimitChanges): void {
  const { hireLimit, prices, ...numbers } = changes;
  assignGiven(limits.hireLimit, hireLimit);
  assignGiven(limits.prices, prices);
  assignGiven(limits, numbers);
}

function assignGiven(target: object, values: object = {}): void {
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) Reflect.set(target, name, value);
}
