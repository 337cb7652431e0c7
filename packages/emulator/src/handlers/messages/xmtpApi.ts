import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { Dialect } from '../../core/Settings.ts';
import { ApiError, badRequest } from '../../errors.ts';
import { sideOf, toMessage } from '../../platform/messages/Chat.ts';
import type { Platform } from '../../platform/Platform.ts';
import { limitOf } from '../queries.ts';

/** Serves the operations on XMTP. Two dialects of routes lead to the same conversations. */
export function xmtpApi({ chat, groups, settings }: Platform): Handlers<typeof contract.xmtpApi> {
  const requireDialect = (dialect: Dialect): void => {
    if (settings.dialect === 'both' || settings.dialect === dialect) return;
    throw new ApiError(404, 'not_served', 'There is no such route on this server.');
  };
  return {
    listConversations({ office, caller }) {
      const self = sideOf(caller);
      return chat.list(office, caller).map(({ id, a, b, last_message, last_message_at }) => ({
        id,
        peer: a === self ? b : a,
        ...(last_message !== null && { last_message }),
        ...(last_message_at !== null && { last_message_at: isoTime(last_message_at) }),
      }));
    },

    getConversationMessages({ office, caller, params, query }) {
      requireDialect('conversations');
      const peer = chat.peerOf(office, caller, params.conversationId);
      return chat.between(office, sideOf(caller), peer, limitOf(query)).map(toMessage);
    },

    sendToConversation({ office, caller, params, body }) {
      requireDialect('conversations');
      const peer = chat.peerOf(office, caller, params.conversationId);
      const author = chat.authorOf(office, caller, body.agent_id);
      chat.postToPeer(office, author, caller, peer, body.content);
    },

    getMessages({ office, caller, params, query }) {
      requireDialect('messages');
      const [one, other] = [params.agentName, params.peerName].map((name) => chat.sideNamed(office, name));
      if (one === undefined || other === undefined) throw badRequest('The path must name two parties.');
      if (caller.kind === 'agent' && one !== caller.agent.name && other !== caller.agent.name) {
        throw new ApiError(403, 'forbidden', 'An agent reads its own messages only.');
      }
      return chat.between(office, one, other, limitOf(query)).map(toMessage);
    },

    send({ office, caller, body }) {
      requireDialect('messages');
      // This route has no other place for the recipient: `agent_id` names it.
      const peer = chat.peerOf(office, caller, body.agent_id);
      const author = chat.authorOf(office, caller, sideOf(caller));
      chat.postToPeer(office, author, caller, peer, body.content);
    },

    listGroups: ({ office, caller }) => groups.list(office, caller),

    createGroup: ({ office, caller, body }) => groups.create(office, caller, body),

    getGroupMessages({ office, caller, params, query }) {
      const group = groups.get(office, caller, params.groupId);
      return chat.newest(group.id, limitOf(query)).map(toMessage);
    },

    sendGroupMessage({ office, caller, params, body }) {
      const group = groups.get(office, caller, params.groupId);
      chat.postToGroup(office, chat.authorOf(office, caller, body.agent_id), group, body.content);
    },

    addMember({ office, caller, params, body }) {
      groups.addMember(office, groups.get(office, caller, params.groupId), body.agentName);
    },

    removeMember({ office, caller, params }) {
      groups.removeMember(groups.get(office, caller, params.groupId), params.agentName);
    },

    renameGroup({ office, caller, params, body }) {
      groups.rename(groups.get(office, caller, params.groupId), body.name);
    },
  };
}
