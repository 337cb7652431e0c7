import { randomUUID } from 'node:crypto';
import type { XMTPGroup } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import { USER_PEER } from '../assumptions.ts';
import type { Caller } from '../core/Caller.ts';
import { isoTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import type { Dialect } from '../core/Settings.ts';
import { messageAnswer } from '../platform/answers.ts';
import { postToGroup, postToPeer } from '../platform/chat.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { GroupRow } from '../store/GroupStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { authorOf, limitOf, sideOf } from './chatSides.ts';

/** What the operations on XMTP do. Two dialects of routes lead to the same conversations. */
export const xmtpApi: Handlers<typeof contract.xmtpApi> = {
  listConversations({ platform, office, caller }) {
    const self = sideOf(caller);
    return platform.store.conversations
      .of(office.id, self)
      .map(({ id, a, b, last_message, last_message_at }) => ({
        id,
        peer: a === self ? b : a,
        ...(last_message !== null && { last_message }),
        ...(last_message_at !== null && { last_message_at: isoTime(last_message_at) }),
      }));
  },

  getConversationMessages({ platform, office, caller, params, query }) {
    requireDialect(platform, 'conversations');
    const peer = peerOf(platform, office, caller, params.conversationId);
    return messagesBetween(platform, office, sideOf(caller), peer, limitOf(query));
  },

  sendToConversation({ platform, office, caller, params, body }) {
    requireDialect(platform, 'conversations');
    const peer = peerOf(platform, office, caller, params.conversationId);
    const author = authorOf(platform, office, caller, body.agent_id);
    postToPeer(platform, office, author, { self: sideOf(caller), peer }, body.content);
  },

  getMessages({ platform, office, caller, params, query }) {
    requireDialect(platform, 'messages');
    const [one, other] = [params.agentName, params.peerName].map((name) => sideNamed(platform, office, name));
    if (one === undefined || other === undefined) throw badRequest('The path must name two.');
    if (caller.kind === 'agent' && one !== caller.agent.name && other !== caller.agent.name) {
      throw new ApiError(403, 'forbidden', 'An agent reads its own messages only.');
    }
    return messagesBetween(platform, office, one, other, limitOf(query));
  },

  send({ platform, office, caller, body }) {
    requireDialect(platform, 'messages');
    // This route has no other place for the addressee: `agent_id` is who gets it.
    const peer = peerOf(platform, office, caller, body.agent_id);
    const author = authorOf(platform, office, caller, sideOf(caller));
    postToPeer(platform, office, author, { self: sideOf(caller), peer }, body.content);
  },

  listGroups: ({ platform, office, caller }) =>
    platform.store.groups
      .ofOffice(office.id)
      .map((group) => groupAnswer(platform, group))
      .filter(({ members }) => caller.kind === 'user' || members.includes(caller.agent.name)),

  createGroup({ platform, office, caller, body }) {
    if (caller.kind === 'agent' && !body.members.includes(caller.agent.name)) {
      throw new ApiError(403, 'not_yourself', 'An agent makes groups that it is in: name it in members too.');
    }
    for (const name of body.members) requireMember(platform, office, name);
    const name = body.name === undefined ? null : groupName(body.name);
    const group: GroupRow = {
      id: `group_${randomUUID()}`,
      office_id: office.id,
      name,
      created_at: platform.now(),
    };
    platform.store.groups.insert(group);
    for (const member of body.members) addMember(platform, group, member);
    return groupAnswer(platform, group);
  },

  getGroupMessages({ platform, office, caller, params, query }) {
    const group = requireGroup(platform, office, caller, params.groupId);
    return platform.store.messages.newest(group.id, limitOf(query)).map(messageAnswer);
  },

  sendGroupMessage({ platform, office, caller, params, body }) {
    const group = requireGroup(platform, office, caller, params.groupId);
    postToGroup(platform, office, authorOf(platform, office, caller, body.agent_id), group, body.content);
  },

  addMember({ platform, office, caller, params, body }) {
    const group = requireGroup(platform, office, caller, params.groupId);
    requireMember(platform, office, body.agentName);
    addMember(platform, group, body.agentName);
  },

  removeMember({ platform, office, caller, params }) {
    const group = requireGroup(platform, office, caller, params.groupId);
    const removed = platform.store.groups.removeMember(group.id, params.agentName);
    if (!removed) throw notFound(`member ${params.agentName} of this group`);
  },

  renameGroup({ platform, office, caller, params, body }) {
    const group = requireGroup(platform, office, caller, params.groupId);
    platform.store.groups.rename(group.id, groupName(body.name));
  },
};

function requireDialect(platform: Platform, dialect: Dialect): void {
  const served = platform.settings.dialect;
  if (served === 'both' || served === dialect) return;
  throw new ApiError(404, 'not_served', 'There is no such route on this server.');
}

/** Who a conversation is with: by its id, or by the other's own name, also before there is one. */
function peerOf(platform: Platform, office: OfficeRow, caller: Caller, idOrName: string): string {
  const self = sideOf(caller);
  const conversation = platform.store.conversations.byId(office.id, idOrName);
  if (conversation?.a === self) return conversation.b;
  if (conversation?.b === self) return conversation.a;
  const known = idOrName === USER_PEER || platform.store.agents.byName(office.id, idOrName);
  if (!known || idOrName === self) throw notFound(`conversation or agent ${idOrName} in this office`);
  return idOrName;
}

/** The side that a name in a path stands for: an agent, or the user's; 404 for anybody else. */
function sideNamed(platform: Platform, office: OfficeRow, name: string): string {
  return name === USER_PEER ? name : requireAgent(platform, office, name).name;
}

function messagesBetween(platform: Platform, office: OfficeRow, one: string, other: string, limit: number) {
  const conversation = platform.store.conversations.between(office.id, one, other);
  return conversation ? platform.store.messages.newest(conversation.id, limit).map(messageAnswer) : [];
}

/** The group of that id; 404 when there is none, or the caller is an agent that is not in it. */
function requireGroup(platform: Platform, office: OfficeRow, caller: Caller, id: string): GroupRow {
  const group = platform.store.groups.byId(office.id, id);
  const outside = caller.kind === 'agent' && !platform.store.groups.members(id).includes(caller.agent.name);
  if (!group || outside) throw notFound(`group ${id} in this office`);
  return group;
}

/** Members are agents of the office; users write to a group without being in it. */
function requireMember(platform: Platform, office: OfficeRow, name: string): void {
  if (name !== USER_PEER) requireAgent(platform, office, name);
}

function addMember(platform: Platform, group: GroupRow, name: string): void {
  platform.store.groups.addMember(group.id, name, platform.store.messages.last());
}

function groupName(name: string): string {
  if (name.trim() === '' || name.length > 255) throw badRequest('name must be 1 to 255 characters.');
  return name;
}

function groupAnswer(platform: Platform, { id, name, created_at }: GroupRow): XMTPGroup {
  const members = platform.store.groups.members(id);
  return { id, ...(name !== null && { name }), members, created_at: isoTime(created_at) };
}
