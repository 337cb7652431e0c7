/** An environment variable to set. */
export interface SetEnvRequest {
  /** Its name. */
  key: string;
  /** Its value. */
  value: string;
}
