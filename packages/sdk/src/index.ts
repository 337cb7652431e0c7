export * from '@mitosislabs/api';
export type { DownloadToOptions, UploadFromOptions } from '@mitosislabs/api/nodeFiles';
export type {
  AgentAuthConfig,
  Authenticator,
  AuthMethod,
  AuthorizeRequest,
  GenerateJWTOptions,
  JWTAuthConfig,
  JWTPayload,
  KeyPair,
  MitosisErrorOptions,
  SignedHeaders,
  SignedRequest,
  VerifyJWTOptions,
} from '@mitosislabs/auth';
// Requests, their errors, and their types: @mitosislabs/transport
// Signing and tokens: @mitosislabs/auth
export {
  agentAuthenticator,
  apiKeyAuthenticator,
  authorizationHeader,
  generateJWT,
  generateKeyPair,
  InvalidArgumentError,
  InvalidTokenError,
  jwtAuthenticator,
  MitosisError,
  publicKeyFromPrivate,
  signRequest,
  verifyJWT,
  verifySignature,
} from '@mitosislabs/auth';
export type {
  ExportKeyOptions,
  ImportKeyOptions,
  KeystoreConfig,
  KeystoreErrorCode,
  LoadKeyOptions,
  Passphrase,
  RotateKeyOptions,
  StoredConfig,
  StoreKeyOptions,
} from '@mitosislabs/keystore';
export type {
  APIPromise,
  ClientConfig,
  Host,
  HttpMethod,
  Idempotency,
  Logger,
  LogLevel,
  Middleware,
  MiddlewareContext,
  OS1ErrorDetails,
  Outcome,
  QueryValue,
  RateLimit,
  RequestOptions,
  ResponseInfo,
  ResponseKind,
  ServerSentEvent,
  SkippedEvent,
  StreamBody,
  StreamOptions,
  StreamRequest,
  TransportLike,
  TransportRequest,
  Wire,
  WireRequest,
  WireResponse,
  WithResponse,
} from '@mitosislabs/transport';
export {
  AbortedError,
  AuthenticationError,
  apiEndpointFor,
  ConflictError,
  ConnectionError,
  dashboardEndpointFor,
  InsufficientCreditsError,
  kyWire,
  NotFoundError,
  OS1Error,
  PermissionDeniedError,
  RateLimitError,
  readRateLimit,
  ServerError,
  TimeoutError,
  Transport,
  UnexpectedResponseError,
} from '@mitosislabs/transport';
export type {
  Answer,
  AnswersOptions,
  ChannelOptions,
  EventSource,
  GroupRoutes,
  GroupSession,
  HandlerContext,
  InboxOptions,
  InboxRunOptions,
  MessageHandler,
  OpenSessionOptions,
  SessionErrorCode,
  SessionGap,
  SessionInbox,
  SessionNegotiation,
  SessionOptions,
  SessionState,
  XMTPRoutes,
} from '@mitosislabs/xmtp';
// Sessions with agents: @mitosislabs/xmtp
export { SessionError, XMTPChannel, XMTPSession } from '@mitosislabs/xmtp';
// Keys and config on disk: @mitosislabs/keystore
export { Keystore, KeystoreError, NodeFilesAPI } from '#local';
// The client
export { type AuthCheck, MitosisClient, type MitosisClientConfig } from './MitosisClient.ts';
export { OS1AdminClient } from './OS1AdminClient.ts';
