/** The result of one check of `mi doctor`. */
export interface Finding {
  /** The subject of the check, in a word or two. */
  readonly name: string;
  /** `ok`; `warning`: commands may work all the same; `failed`: some do not; `skipped`: another check failed before. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** The finding. */
  readonly detail: string;
  /** The advice, if something can be done. */
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
