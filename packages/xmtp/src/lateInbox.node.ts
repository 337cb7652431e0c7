import type { InboxOptions, SessionInbox } from './SessionInbox.ts';
import type { XMTPSession } from './XMTPSession.ts';

/** Opens a durable inbox. Takes the place of `inbox.ts` on Node, and loads the rest with the first inbox. */
export async function openInbox(session: XMTPSession, options: InboxOptions): Promise<SessionInbox> {
  return (await import('#inbox')).openInbox(session, options);
}
