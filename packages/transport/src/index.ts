export type { StreamBody } from './body/StreamBody.ts';
export { Transport } from './core/Transport.ts';
export * from './errors.ts';
export { apiEndpointFor, dashboardEndpointFor } from './hosts.ts';
export type { APIPromise, WithResponse } from './options/APIPromise.ts';
export type { ClientConfig } from './options/ClientConfig.ts';
export type { Logger, LogLevel } from './options/Logger.ts';
export type { Middleware, MiddlewareContext } from './options/Middleware.ts';
export type { RequestOptions } from './options/RequestOptions.ts';
export type { RateLimit, ResponseInfo } from './options/ResponseInfo.ts';
export type { ServerSentEvent, SkippedEvent } from './options/ServerSentEvent.ts';
export type { StreamOptions } from './options/StreamOptions.ts';
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
export { readRateLimit } from './response/readResponse.ts';
export type { Fetch, FetchInit, FetchResponse } from './wire/Fetch.ts';
export { fetchWire } from './wire/fetchWire.ts';
export { kyWire } from './wire/kyWire.ts';
export type { Wire, WireRequest, WireResponse } from './wire/Wire.ts';
