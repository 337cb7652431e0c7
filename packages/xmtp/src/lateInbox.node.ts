import type { InboxOptions, SessionInbox } from './inbox/SessionInbox.ts';
import type { XMTPSession } from './session/XMTPSession.ts';

/** Opens a durable inbox. Takes the place of `inbox.ts` on Node, and loads the rest with the first inbox. */
export async function openInbox(session: XMTPSession, options: InboxOptions): Promise<SessionInbox> {
  return (await import('#inbox')).openInbox(session, options);
}
