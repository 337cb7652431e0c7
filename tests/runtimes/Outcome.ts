/** What one case of the suite came to. */
export interface CaseResult {
  name: string;
  ok: boolean;
  error?: string;
}

/** What a runtime said of itself, and of every case. */
export interface Outcome {
  /** `node 18`, `bun`, `deno`, `workerd`, `browser`. */
  runtime: string;
  results: CaseResult[];
}

/** What the suite is told: an emulator, a server that misbehaves, and what the runtime has. */
export interface Settings {
  endpoint: string;
  dashboardEndpoint: string;
  probe: string;
  apiKey: string;
  jwtSecret: string;
  userId: string;
  hasFiles: boolean;
}
