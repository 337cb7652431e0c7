export type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
export type { Answer } from './Answer.ts';
export type { AnswersOptions } from './AnswersOptions.ts';
export type { ChannelOptions, EventSource } from './ChannelOptions.ts';
export type { GroupSession } from './GroupSession.ts';
export { SessionError, type SessionErrorCode } from './SessionError.ts';
export type { SessionGap } from './SessionGap.ts';
export type {
  HandlerContext,
  InboxOptions,
  InboxRunOptions,
  MessageHandler,
  SessionInbox,
} from './SessionInbox.ts';
export type { SessionNegotiation } from './SessionNegotiation.ts';
export type { SessionOptions } from './SessionOptions.ts';
export type { SessionState } from './SessionState.ts';
export { type OpenSessionOptions, XMTPChannel } from './XMTPChannel.ts';
export type { GroupRoutes, XMTPRoutes } from './XMTPRoutes.ts';
export { XMTPSession } from './XMTPSession.ts';
