import type { OptionNames } from '@mitosislabs/auth/errors';
import type { ClientConfig } from './ClientConfig.ts';
import type { RequestOptions } from './RequestOptions.ts';
import type { StreamOptions } from './StreamOptions.ts';
import type { StreamRequest, TransportRequest } from './TransportLike.ts';

// Written out, not spread: a bundler drops a literal that nothing uses.

/** The options of every call. */
export const requestOptions: OptionNames<RequestOptions> = {
  signal: true,
  timeout: true,
  attemptTimeout: true,
  maxRetries: true,
  headers: true,
  idempotencyKey: true,
  asAgent: true,
};

/** The options of a stream of events. */
export const streamOptions: OptionNames<StreamOptions> = {
  signal: true,
  timeout: true,
  attemptTimeout: true,
  headers: true,
  asAgent: true,
  maxReconnects: true,
  lastEventId: true,
  onSkip: true,
};

/** The fields of a request of `Transport`. */
export const transportRequest: OptionNames<TransportRequest> = {
  signal: true,
  timeout: true,
  attemptTimeout: true,
  maxRetries: true,
  headers: true,
  idempotencyKey: true,
  asAgent: true,
  query: true,
  body: true,
  idempotency: true,
  operation: true,
  lookup: true,
  host: true,
  as: true,
  parse: true,
  credentials: true,
};

/** The fields of a stream of `Transport`. */
export const streamRequest: OptionNames<StreamRequest> = {
  signal: true,
  timeout: true,
  attemptTimeout: true,
  headers: true,
  asAgent: true,
  maxReconnects: true,
  lastEventId: true,
  onSkip: true,
  query: true,
  operation: true,
  host: true,
};

/** The fields of a client's config. */
export const clientConfig: OptionNames<ClientConfig> = {
  endpoint: true,
  apiKey: true,
  agent: true,
  jwt: true,
  auth: true,
  timeout: true,
  attemptTimeout: true,
  maxRetries: true,
  idempotencyKeys: true,
  userAgent: true,
  maxRetryAfter: true,
  maxResponseBytes: true,
  maxErrorBytes: true,
  headers: true,
  middleware: true,
  logger: true,
  logLevel: true,
  dashboardEndpoint: true,
  fetch: true,
  wire: true,
  proxy: true,
};
