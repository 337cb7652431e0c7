import { list, shape, text } from '../schema.ts';
import { createGroupRequestSchema } from '../types/CreateGroupRequest.ts';
import { limitQuerySchema } from '../types/LimitQuery.ts';
import { sendXMTPMessageRequestSchema } from '../types/SendXMTPMessageRequest.ts';
import { xmtpConversationSchema } from '../types/XMTPConversation.ts';
import { xmtpGroupSchema } from '../types/XMTPGroup.ts';
import { xmtpMessageSchema } from '../types/XMTPMessage.ts';
import type { Group } from './Endpoint.ts';

/** The operations on XMTP conversations, groups and messages. */
export const xmtpApi = {
  listConversations: {
    name: 'xmtpApi.listConversations',
    route: 'GET /api/v1/offices/{officeId}/xmtp/conversations',
    answer: 'json',
    output: list(xmtpConversationSchema),
    repeat: 'safe',
  },
  getMessages: {
    name: 'xmtpApi.getMessages',
    route: 'GET /api/v1/offices/{officeId}/xmtp/messages/{agentName}/{peerName}',
    query: limitQuerySchema,
    answer: 'json',
    output: list(xmtpMessageSchema),
    repeat: 'safe',
  },
  send: {
    name: 'xmtpApi.send',
    route: 'POST /api/v1/offices/{officeId}/xmtp/send',
    body: sendXMTPMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    lookup: 'xmtpApi.getMessages',
    errors: [402],
  },
  listGroups: {
    name: 'xmtpApi.listGroups',
    route: 'GET /api/v1/offices/{officeId}/xmtp/groups',
    answer: 'json',
    output: list(xmtpGroupSchema),
    repeat: 'safe',
  },
  createGroup: {
    name: 'xmtpApi.createGroup',
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups',
    body: createGroupRequestSchema,
    answer: 'json',
    output: xmtpGroupSchema,
    repeat: 'keyed',
    lookup: 'xmtpApi.listGroups',
  },
  getGroupMessages: {
    name: 'xmtpApi.getGroupMessages',
    route: 'GET /api/v1/offices/{officeId}/xmtp/groups/{groupId}/messages',
    query: limitQuerySchema,
    answer: 'json',
    output: list(xmtpMessageSchema),
    repeat: 'safe',
  },
  sendGroupMessage: {
    name: 'xmtpApi.sendGroupMessage',
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/send',
    body: sendXMTPMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    lookup: 'xmtpApi.getGroupMessages',
    errors: [402],
  },
  addMember: {
    name: 'xmtpApi.addMember',
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members',
    body: shape<{ agentName: string }>({ agentName: text }),
    bodyField: 'agentName',
    argument: 'agentName',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'xmtpApi.listGroups',
  },
  removeMember: {
    name: 'xmtpApi.removeMember',
    route: 'DELETE /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members/{agentName}',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'xmtpApi.listGroups',
  },
  renameGroup: {
    name: 'xmtpApi.renameGroup',
    route: 'PATCH /api/v1/offices/{officeId}/xmtp/groups/{groupId}',
    body: shape<{ name: string }>({ name: text }),
    bodyField: 'name',
    argument: 'name',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'xmtpApi.listGroups',
  },
  getConversationMessages: {
    name: 'xmtpApi.getConversationMessages',
    route: 'GET /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
    query: limitQuerySchema,
    answer: 'json',
    output: list(xmtpMessageSchema),
    repeat: 'safe',
  },
  sendToConversation: {
    name: 'xmtpApi.sendToConversation',
    route: 'POST /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
    body: sendXMTPMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    lookup: 'xmtpApi.getConversationMessages',
    errors: [402],
  },
} as const satisfies Group;
