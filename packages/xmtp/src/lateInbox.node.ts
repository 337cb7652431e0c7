import type { InboxSource } from './inbox/InboxSource.ts';
import type { InboxOptions, SessionInbox } from './inbox/SessionInbox.ts';

/** Opens a durable inbox. Loads the implementation on first use: few programs need it. */
export async function openInbox(source: InboxSource, options: InboxOptions): Promise<SessionInbox> {
  return (await import('./inbox/openInbox.node.ts')).openInbox(source, options);
}
