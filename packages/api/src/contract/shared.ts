/** What the platform says when it refuses. */
export interface APIError {
  /** The HTTP status. */
  status: number;
  /** What is the matter, for people to read. */
  message: string;
  /** The same as a stable word. */
  code?: string;
}

/** One part of a long list. */
export interface Paginated<T> {
  /** The entries. */
  data: T[];
  /** How many there are in all. */
  total?: number;
  /** How many come before these. */
  offset?: number;
  /** How many there are at most in one part. */
  limit?: number;
}
