/** A key as `node:readline` tells it apart. */
export interface Key {
  /** What the terminal sent. */
  sequence?: string | undefined;
  /** `return`, `up`, `a`, …; left out for what has no name. */
  name?: string | undefined;
  ctrl?: boolean | undefined;
  meta?: boolean | undefined;
}
