/** The result of one check of `mi doctor`. */
export interface Finding {
  /** What was checked, in a word or two. */
  readonly name: string;
  /** `ok`; `warning`: commands may work all the same; `failed`: some do not; `skipped`: another check failed before. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found. */
  readonly detail: string;
  /** What to do about it, if there is something to do. */
  readonly fix?: string;
  /** Whether `--fix` has done it. */
  readonly fixed?: boolean;
}

/** Returns a finding without a fix. */
export function ok(name: string, detail: string): Finding {
  return { name, status: 'ok', detail };
}

/** Returns a finding about a failure. */
export function failed(name: string, error: unknown, fix: string | undefined): Finding {
  const detail = error instanceof Error ? error.message : String(error);
  return { name, status: 'failed', detail, ...(fix !== undefined && { fix }) };
}
