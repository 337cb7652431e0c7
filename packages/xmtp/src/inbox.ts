import type { InboxOptions, SessionInbox } from './inbox/SessionInbox.ts';
import type { XMTPSession } from './session/XMTPSession.ts';

export type {
  HandlerContext,
  InboxOptions,
  InboxRunOptions,
  MessageHandler,
  SessionInbox,
} from './inbox/SessionInbox.ts';

/**
 * Opens the durable inbox of a consumer: the messages of an agent over restarts of the process. Node only: it rejects with
 * `node_only` elsewhere. The same as {@link XMTPSession.inbox}.
 *
 * @param session - The session with the agent.
 * @param options - The consumer, and where its position is stored.
 * @throws {@link SessionError} `inbox_busy` when another process has it open, `inbox_broken` when its file cannot be used.
 *
 * @example
 * ```ts
 * import type { XMTPSession } from '@mitosislabs/xmtp';
 * import { openInbox } from '@mitosislabs/xmtp/inbox';
 *
 * async function work(session: XMTPSession): Promise<void> {
 *   for await (const message of await openInbox(session, { consumer: 'archive' })) console.log(message.content);
 * }
 * ```
 */
export async function openInbox(session: XMTPSession, options: InboxOptions): Promise<SessionInbox> {
  return session.inbox(options);
}
