export type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
export type { Answer } from './answers/Answer.ts';
export type { AnswersOptions } from './answers/AnswersOptions.ts';
export type { ChannelOptions } from './channel/ChannelOptions.ts';
export { XMTPChannel } from './channel/XMTPChannel.ts';
export type { ReceiveOptions } from './core/SessionCore.ts';
export { SessionError, type SessionErrorCode } from './errors/SessionError.ts';
export type {
  HandlerContext,
  InboxOptions,
  InboxRunOptions,
  MessageHandler,
  SessionInbox,
} from './inbox/SessionInbox.ts';
export type { EventSource } from './office/OfficeEvents.ts';
export type { SessionGap } from './receive/SessionGap.ts';
export type { GroupRoutes, XMTPRoutes } from './receive/XMTPRoutes.ts';
export type { GroupSession } from './session/GroupSession.ts';
export type { FollowedSession, SendActivity, SessionActivity } from './session/SessionActivity.ts';
export type { SessionNegotiation } from './session/SessionNegotiation.ts';
export type { OpenSessionOptions, SessionOptions } from './session/SessionOptions.ts';
export type { SessionState } from './session/XMTPSession.ts';
export { XMTPSession } from './session/XMTPSession.ts';
