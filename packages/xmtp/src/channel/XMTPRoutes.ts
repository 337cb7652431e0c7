import type { XMTPAPI } from '@mitosislabs/api/xmtpApi';

/** What sessions stand on: the five calls of `XMTPAPI` that read and write conversations. */
export type XMTPRoutes = Pick<
  XMTPAPI,
  'listConversations' | 'getConversationMessages' | 'sendToConversation' | 'getMessages' | 'send'
>;

/** What groups stand on: the seven calls of `XMTPAPI` that are about them. */
export type GroupRoutes = Pick<
  XMTPAPI,
  | 'listGroups'
  | 'createGroup'
  | 'getGroupMessages'
  | 'sendGroupMessage'
  | 'addMember'
  | 'removeMember'
  | 'renameGroup'
>;
