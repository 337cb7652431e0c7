import { part, talk } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, integer, optional, type Schema, shape, string, stringArray } from '../../contract/schema.ts';

/** A group to create. */
export interface CreateGroupRequest {
  /** The name of the group. */
  name?: string;
  /** The names of its members. */
  members: string[];
}

/** The schema of {@link CreateGroupRequest}. */
export const createGroupRequestSchema: Schema<CreateGroupRequest> = shape<CreateGroupRequest>({
  name: optional(string),
  members: stringArray,
});

/** The number of entries to get. */
export interface LimitQuery {
  /** The most entries to return; for messages, the newest ones. */
  limit?: number;
}

/** The schema of {@link LimitQuery}. */
export const limitQuerySchema: Schema<LimitQuery> = shape<LimitQuery>({
  limit: optional(integer),
});

/** A message to send. */
export interface SendXMTPMessageRequest {
  /**
   * The name of the sender: the agent that is signed in, or `admin-sdk` for a user. Exception: for {@link XMTPAPI.send}
   * it is the recipient.
   */
  agent_id: string;
  /** The text. */
  content: string;
}

/** The schema of {@link SendXMTPMessageRequest}. */
export const sendXMTPMessageRequestSchema: Schema<SendXMTPMessageRequest> = shape<SendXMTPMessageRequest>({
  agent_id: string,
  content: string,
});

/** A conversation between two parties. */
export interface XMTPConversation {
  /** Unique id. */
  id: string;
  /** The name of the other party. */
  peer: string;
  /** The text of the newest message. */
  last_message?: string;
  /** When the newest message was sent: ISO 8601. */
  last_message_at?: string;
}

/** The schema of {@link XMTPConversation}. */
export const xmtpConversationSchema: Schema<XMTPConversation> = shape<XMTPConversation>({
  id: string,
  peer: string,
  last_message: optional(string),
  last_message_at: optional(string),
});

/** A conversation of several agents. */
export interface XMTPGroup {
  /** Unique id. */
  id: string;
  /** The name of the group. */
  name?: string;
  /** The names of its members. */
  members: string[];
  /** When it was created: ISO 8601. */
  created_at: string;
}

/** The schema of {@link XMTPGroup}. */
export const xmtpGroupSchema: Schema<XMTPGroup> = shape<XMTPGroup>({
  id: string,
  name: optional(string),
  members: stringArray,
  created_at: string,
});

/** A message in a conversation. */
export interface XMTPMessage {
  /** Unique id. */
  id: string;
  /** The name of the sender. */
  from_agent: string;
  /** The text. Written by the sender: it may hold terminal escapes. */
  content: string;
  /** When it was sent: ISO 8601. Several messages can have the same time. */
  created_at: string;
}

/** The schema of {@link XMTPMessage}. */
export const xmtpMessageSchema: Schema<XMTPMessage> = shape<XMTPMessage>({
  id: string,
  from_agent: string,
  content: string,
  created_at: string,
});

/** The operations on XMTP conversations, groups and messages. */
export const xmtpApi = group('xmtpApi', {
  listConversations: {
    route: 'GET /api/v1/offices/{officeId}/xmtp/conversations',
    responseType: 'json',
    output: array(xmtpConversationSchema),
    idempotency: 'safe',
    access: part,
  },
  getMessages: {
    route: 'GET /api/v1/offices/{officeId}/xmtp/messages/{agentName}/{peerName}',
    query: limitQuerySchema,
    responseType: 'json',
    output: array(xmtpMessageSchema),
    idempotency: 'safe',
    access: part,
  },
  send: {
    route: 'POST /api/v1/offices/{officeId}/xmtp/send',
    body: sendXMTPMessageRequestSchema,
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: talk,
    lookup: 'xmtpApi.getMessages',
    errors: [402],
  },
  listGroups: {
    route: 'GET /api/v1/offices/{officeId}/xmtp/groups',
    responseType: 'json',
    output: array(xmtpGroupSchema),
    idempotency: 'safe',
    access: part,
  },
  createGroup: {
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups',
    body: createGroupRequestSchema,
    responseType: 'json',
    output: xmtpGroupSchema,
    idempotency: 'idempotency-key',
    access: talk,
    lookup: 'xmtpApi.listGroups',
  },
  getGroupMessages: {
    route: 'GET /api/v1/offices/{officeId}/xmtp/groups/{groupId}/messages',
    query: limitQuerySchema,
    responseType: 'json',
    output: array(xmtpMessageSchema),
    idempotency: 'safe',
    access: part,
  },
  sendGroupMessage: {
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/send',
    body: sendXMTPMessageRequestSchema,
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: talk,
    lookup: 'xmtpApi.getGroupMessages',
    errors: [402],
  },
  addMember: {
    route: 'POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members',
    body: shape<{ agentName: string }>({ agentName: string }),
    bodyField: 'agentName',
    argument: 'agentName',
    responseType: 'none',
    idempotency: 'idempotent',
    access: talk,
    lookup: 'xmtpApi.listGroups',
  },
  removeMember: {
    route: 'DELETE /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members/{agentName}',
    responseType: 'none',
    idempotency: 'idempotent',
    access: talk,
    lookup: 'xmtpApi.listGroups',
  },
  renameGroup: {
    route: 'PATCH /api/v1/offices/{officeId}/xmtp/groups/{groupId}',
    body: shape<{ name: string }>({ name: string }),
    bodyField: 'name',
    argument: 'name',
    responseType: 'none',
    idempotency: 'idempotent',
    access: talk,
    lookup: 'xmtpApi.listGroups',
  },
  getConversationMessages: {
    route: 'GET /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
    query: limitQuerySchema,
    responseType: 'json',
    output: array(xmtpMessageSchema),
    idempotency: 'safe',
    access: part,
  },
  sendToConversation: {
    route: 'POST /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
    body: sendXMTPMessageRequestSchema,
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: talk,
    lookup: 'xmtpApi.getConversationMessages',
    errors: [402],
  },
} as const satisfies Operations);
