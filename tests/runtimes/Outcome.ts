/** The result of one case of the suite. */
export interface CaseResult {
  name: string;
  ok: boolean;
  error?: string;
}

/** The name of a runtime, and its result for every case. */
export interface Outcome {
  /** `node 18`, `bun`, `deno`, `workerd`, `browser`. */
  runtime: string;
  results: CaseResult[];
}

/** Settings of the suite: an emulator, a misbehaving server, and the features of the runtime. */
export interface Settings {
  endpoint: string;
  dashboardEndpoint: string;
  probe: string;
  apiKey: string;
  jwtSecret: string;
  userId: string;
  hasFiles: boolean;
}
