export { OS1Error, type OS1ErrorDetails, type Outcome } from './errors/OS1Error.ts';
export {
  AbortedError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InsufficientCreditsError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnexpectedResponseError,
} from './errors/subclasses.ts';
export { redact } from './redact/redact.ts';
