/** A request that is refused: what the caller gets to read. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400: the request cannot be right. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'invalid_request', message);
}

/** 404: there is no such thing. */
export function notFound(what: string): ApiError {
  return new ApiError(404, 'not_found', `There is no ${what}.`);
}
