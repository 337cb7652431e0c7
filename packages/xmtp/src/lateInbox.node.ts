import type { InboxOptions, SessionInbox } from './inbox/SessionInbox.ts';
import type { XMTPSession } from './session/XMTPSession.ts';

/** Opens a durable inbox. Replaces `inbox.ts` on Node, and loads the implementation on first use. */
export async function openInbox(session: XMTPSession, options: InboxOptions): Promise<SessionInbox> {
  return (await import('#inbox')).openInbox(session, options);
}
