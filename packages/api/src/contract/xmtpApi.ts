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
    summary: 'Lists the conversations of an office.',
    answer: 'json',
    output: list(xmtpConversationSchema),
    repeat: 'safe',
  },
  getMessages: {
    name: 'xmtpApi.getMessages',
    route: 'GET /api/v1/offices/{officeId}/xmtp/messages/{agentName}/{peerName}',
    summary: 'Gets the newest messages between two.',
    query: limitQuerySchema,
    answer: 'json',
    output: list(xmtpMessageSchema),
    repeat: 'safe',
  },
  send: {
    name: 'xmtpApi.send',
    route: 'POST /api/v1/offices/{officeId}/xmtp/send',
    summary: 'Sends a message.',
    body: sendXMTPMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    errors: [402],
  },
  listGroups: {
    name: 'xmtpApi.listGroups',
    route: 'GET /api/v1/offices/{officeId}/xmtp/groups',
    summary: 'Lists the groups of an office.',
    answer: 'json',
    output: list(xmtpGroupSchema),
    repeat: 'safe',
  },
  createGroup: {
    name: 'xmtpApi.createGroup',
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups',
    summary: 'Creates a group.',
    body: createGroupRequestSchema,
    answer: 'json',
    output: xmtpGroupSchema,
    repeat: 'keyed',
  },
  getGroupMessages: {
    name: 'xmtpApi.getGroupMessages',
    route: 'GET /api/v1/offices/{officeId}/xmtp/groups/{groupId}/messages',
    summary: 'Gets the newest messages of a group.',
    query: limitQuerySchema,
    answer: 'json',
    output: list(xmtpMessageSchema),
    repeat: 'safe',
  },
  sendGroupMessage: {
    name: 'xmtpApi.sendGroupMessage',
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/send',
    summary: 'Sends a message to a group.',
    body: sendXMTPMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    errors: [402],
  },
  addMember: {
    name: 'xmtpApi.addMember',
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members',
    summary: 'Takes an agent into a group.',
    body: shape<{ agentName: string }>({ agentName: text }),
    bodyField: 'agentName',
    argument: 'agentName',
    answer: 'none',
    repeat: 'idempotent',
  },
  removeMember: {
    name: 'xmtpApi.removeMember',
    route: 'DELETE /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members/{agentName}',
    summary: 'Takes an agent out of a group.',
    answer: 'none',
    repeat: 'idempotent',
  },
  renameGroup: {
    name: 'xmtpApi.renameGroup',
    route: 'PATCH /api/v1/offices/{officeId}/xmtp/groups/{groupId}',
    summary: 'Renames a group.',
    body: shape<{ name: string }>({ name: text }),
    bodyField: 'name',
    argument: 'name',
    answer: 'none',
    repeat: 'idempotent',
  },
  getConversationMessages: {
    name: 'xmtpApi.getConversationMessages',
    route: 'GET /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
    summary: 'Gets the newest messages of a conversation.',
    query: limitQuerySchema,
    answer: 'json',
    output: list(xmtpMessageSchema),
    repeat: 'safe',
  },
  sendToConversation: {
    name: 'xmtpApi.sendToConversation',
    route: 'POST /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
    summary: 'Sends a message to a conversation.',
    body: sendXMTPMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    errors: [402],
  },
} as const satisfies Group;
