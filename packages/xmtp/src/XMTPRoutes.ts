import type { XMTPAPI } from '@mitosislabs/api/xmtpApi';

/** What sessions stand on: the five calls of `XMTPAPI` that read and write conversations. */
export type XMTPRoutes = Pick<
  XMTPAPI,
  'listConversations' | 'getConversationMessages' | 'sendToConversation' | 'getMessages' | 'send'
>;
