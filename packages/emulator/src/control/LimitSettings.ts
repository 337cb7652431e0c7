/** The limits and prices of the emulated platform that can be changed while it runs. */
export interface LimitSettings {
  /** Hires in one office within a window; more are refused with 429. */
  hireLimit: { count: number; windowMs: number };
  /** The prices, in credits. */
  prices: { hire: number; message: number; task: number; coreHour: number };
  /** The credits of a new office. */
  initialCredits: number;
  /** How long an agent is `provisioning`, in ms. */
  readyAfterMs: number;
}
