/** A request that is refused, with the response that its caller gets. */
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

/** 400: the request is invalid. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'invalid_request', message);
}

/** 404: there is no such thing. */
export function notFound(thing: string): ApiError {
  return new ApiError(404, 'not_found', `There is no ${thing}.`);
}
