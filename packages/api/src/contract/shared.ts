/** The body of an error response of the platform. */
export interface APIError {
  /** The HTTP status. */
  status: number;
  /** The reason, for people to read. */
  message: string;
  /** The reason as a stable code. */
  code?: string;
}

/** One page of a long list. */
export interface Paginated<T> {
  /** The entries. */
  data: T[];
  /** The total number of entries. */
  total?: number;
  /** How many entries come before this page. */
  offset?: number;
  /** The most entries of a page. */
  limit?: number;
}
