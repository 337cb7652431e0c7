export type {
  CreateGroupRequest,
  LimitQuery,
  SendXMTPMessageRequest,
  XMTPConversation,
  XMTPGroup,
  XMTPMessage,
} from './contract.ts';
export { XMTPAPI } from './XMTPAPI.ts';
