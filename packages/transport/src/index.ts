export type { StreamBody } from './body/StreamBody.ts';
export { Transport } from './core/Transport.ts';
export * from './errors.ts';
export { apiEndpointFor, dashboardEndpointFor } from './hosts.ts';
export type { ClientConfig } from './options/ClientConfig.ts';
export type { Middleware, MiddlewareContext } from './options/Middleware.ts';
export type { RequestOptions } from './options/RequestOptions.ts';
export type {
  Host,
  HttpMethod,
  Idempotency,
  QueryValue,
  ResponseKind,
  StreamRequest,
  TransportLike,
  TransportRequest,
} from './options/TransportLike.ts';
export type { Logger, LogLevel } from './redact/Logger.ts';
export type { APIPromise, WithResponse } from './response/APIPromise.ts';
export type { RateLimit, ResponseInfo } from './response/ResponseInfo.ts';
export { readRateLimit } from './response/readResponse.ts';
export type { ServerSentEvent, SkippedEvent } from './stream/ServerSentEvent.ts';
export type { StreamOptions } from './stream/StreamOptions.ts';
export type { Fetch, FetchInit, FetchResponse } from './wire/Fetch.ts';
export { kyWire } from './wire/kyWire.ts';
export type { Wire, WireRequest, WireResponse } from './wire/Wire.ts';
