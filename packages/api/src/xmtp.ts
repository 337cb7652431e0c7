export type { CreateGroupRequest } from './types/CreateGroupRequest.ts';
export type { LimitQuery } from './types/LimitQuery.ts';
export type { SendXMTPMessageRequest } from './types/SendXMTPMessageRequest.ts';
export type { XMTPConversation } from './types/XMTPConversation.ts';
export type { XMTPGroup } from './types/XMTPGroup.ts';
export type { XMTPMessage } from './types/XMTPMessage.ts';
export { XMTPAPI } from './XMTPAPI.ts';
