/** A key for a service. */
export interface SetSecretRequest {
  /** The service. */
  provider: string;
  /** The key. A secret. */
  key: string;
}
