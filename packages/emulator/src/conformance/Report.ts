/** The outcome of a check. */
export type Outcome = 'holds' | 'differs' | 'not tried';

/** A request and its answer, without secrets. */
export interface RecordedExchange {
  /** The operation, such as `tasks.create`. */
  operation?: string;
  /** The request. */
  request: {
    /** The method. */
    method: string;
    /** The address. */
    url: string;
    /** The headers. */
    headers: Record<string, string>;
    /** The body, as text. */
    body?: string;
  };
  /** The answer. The status is 0 if none came. */
  response: {
    /** The status. */
    status: number;
    /** The headers. */
    headers: Record<string, string>;
    /** The body, as text. */
    body?: string;
  };
}

/** A difference between the platform and the emulator. */
export interface Difference {
  /** The part that differs, such as `status` or `field priority`. */
  what: string;
  /** The value that the emulator has, as text. */
  expected: string;
  /** The value that the platform has, as text. */
  observed: string;
  /** The request and the answer that show it. */
  exchange?: RecordedExchange;
}

/** The outcome of one check. */
export interface CheckResult {
  /** The name: of an assumption, an operation, or a behavior. */
  name: string;
  /** Whether it holds, differs, or was not tried. */
  outcome: Outcome;
  /** The reason, if it was not tried. */
  why?: string;
  /** The differences; empty if it holds. */
  differences: Difference[];
  /** Facts that are no differences, such as fields that the contract does not know. */
  notes: string[];
}

/** The outcome for an assumption of the emulator. */
export interface AssumptionResult extends CheckResult {
  /** The source: stated by the product description, recorded from a reference client, or assumed. */
  mark: 'S' | 'R' | 'A';
  /** The emulator's value. */
  value: unknown;
  /** The platform's value, if it was observed. */
  observed?: unknown;
  /** Whether the observed value is exact, so that it can replace the emulator's. */
  certain?: boolean;
}

/** The result of a conformance check, as `--json` prints it and `--report` writes it. */
export interface ConformanceReport {
  /** The format. A later one has another number. */
  format: 'mitosis-conformance/1';
  /** The office-manager. */
  endpoint: string;
  /** The dashboard. */
  dashboardEndpoint: string;
  /** When it began: ISO 8601. */
  startedAt: string;
  /** How long it took. */
  durationMs: number;
  /** `read-only`, or `scratch` if an office was named for trying things. */
  mode: 'read-only' | 'scratch';
  /** The scratch office. */
  office?: string;
  /** The name that begins the names of all that the run made. */
  runName: string;
  /** Whether the run was interrupted: later parts were not tried. */
  interrupted: boolean;
  /** The number of results by outcome. */
  summary: {
    /** The number of results that hold. */
    holds: number;
    /** The number of results that differ. */
    differs: number;
    /** The number of results that were not tried. */
    notTried: number;
  };
  /** Each assumption of the emulator. */
  assumptions: AssumptionResult[];
  /** Each operation of the contract. */
  operations: CheckResult[];
  /** Behavior that is common to many operations: credentials, idempotency, headers, streams. */
  behaviors: CheckResult[];
  /** Things that the run made and that are still there, with the reason. */
  leftovers: string[];
}
