/** What the platform says when it refuses. */
export interface APIError {
  /** The HTTP status. */
  status: number;
  /** What is the matter, for people to read. */
  message: string;
  /** The same as a stable word. */
  code?: string;
}
