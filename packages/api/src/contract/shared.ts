/** The body of an error response of the platform. */
export interface APIError {
  /** The HTTP status. */
  status: number;
  /** The reason, for people to read. */
  message: string;
  /** The reason as a stable code. */
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
