import { MESSAGES } from '../assumptions.ts';
import type { UserCaller } from '../core/Caller.ts';
import type { Host } from '../core/Host.ts';
import { notFound } from '../errors.ts';
import { toMessage } from '../platform/messages/Chat.ts';
import type { Platform } from '../platform/Platform.ts';
import type { App } from '../server/Site.ts';

/**
 * Serves all operations of both hosts to an administrator, below `/__emulator/office-manager` and `/__emulator/dashboard`.
 * The pages of the dashboard use them.
 *
 * @param controlApp - The app to add them to. It has checked the control token.
 * @param apps - The apps of the two hosts.
 * @param userId - Reads the id of the user that owns what the administrator creates. An import can change it.
 */
export function addAdministration(
  controlApp: App,
  apps: Readonly<Record<Host, App>>,
  userId: () => string,
): void {
  for (const host of ['office-manager', 'dashboard'] as const) {
    const prefix = `/__emulator/${host}`;
    controlApp.all(`${prefix}/*`, (c) => {
      const { incoming } = c.env;
      incoming.url = incoming.url?.slice(prefix.length) ?? '';
      const id = userId();
      const administrator: UserCaller = { kind: 'user', id: `user:${id}`, name: id, userId: id, admin: true };
      return apps[host].fetch(c.req.raw, { ...c.env, workMs: 0, administrator });
    });
  }
}

/**
 * Serves all messages of a conversation at `/__emulator/messages/{conversationId}/before/{messageId}`, in pages: those before a
 * message, oldest first. The platform's own operations return the newest ones only.
 *
 * @param controlApp - The app to add it to. It has checked the control token.
 */
export function addEarlierMessages(controlApp: App, { tables }: Platform): void {
  controlApp.get('/__emulator/messages/:channel/before/:id', (c) => {
    const { channel, id } = c.req.param();
    const message = tables.messages.find({ channel, id });
    if (!message) throw notFound(`message ${id} in the conversation ${channel}`);
    const before = { channel, seq: { '<': message.seq } };
    const page = { orderBy: 'seq', descending: true, limit: MESSAGES.most };
    return Response.json(tables.messages.all(before, page).reverse().map(toMessage));
  });
}
