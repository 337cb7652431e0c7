/** Whether an office has a key for a service. */
export interface IntegrationSecret {
  /** The service. */
  provider: string;
  /** Whether there is one. */
  has_key: boolean;
  /** When it was last set: ISO 8601. */
  updated_at?: string;
}
