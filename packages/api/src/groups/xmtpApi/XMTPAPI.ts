import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import {
  type CreateGroupRequest,
  type LimitQuery,
  type SendXMTPMessageRequest,
  type XMTPConversation,
  type XMTPGroup,
  type XMTPMessage,
  xmtpApi,
} from './contract.ts';

/**
 * XMTP over REST: conversations, groups and their messages. Sessions with agents use it.
 *
 * @example
 * ```ts
 * import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const xmtpApi = new XMTPAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const conversations = await xmtpApi.listConversations('office-id');
 * console.log(conversations.map((conversation) => conversation.peer));
 * ```
 */
export class XMTPAPI extends GroupAPI implements Covers<typeof xmtpApi> {
  /**
   * Lists the conversations of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/xmtp/conversations`.
   */
  listConversations(officeId: string, options?: RequestOptions): APIPromise<XMTPConversation[]> {
    return this.call(xmtpApi.listConversations, { officeId }, options);
  }

  /**
   * Gets the newest messages between two parties.
   *
   * Route: `GET /api/v1/offices/{officeId}/xmtp/messages/{agentName}/{peerName}`.
   *
   * @param agentName - One party.
   * @param peerName - The other party.
   * @param opts - The number of messages.
   * @returns the messages; the oldest first, but do not rely on the order.
   */
  getMessages(
    officeId: string,
    agentName: string,
    peerName: string,
    opts?: LimitQuery,
    options?: RequestOptions,
  ): APIPromise<XMTPMessage[]> {
    return this.call(xmtpApi.getMessages, { officeId, agentName, peerName, query: opts }, options);
  }

  /**
   * Sends a message to an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/xmtp/send`. Here `agent_id` is the recipient; on every other route it is
   * the sender.
   *
   * @param req - The recipient and the text.
   * @throws {@link InsufficientCreditsError} 402 when the office is out of credits.
   */
  send(officeId: string, req: SendXMTPMessageRequest, options?: RequestOptions): APIPromise<void> {
    return this.call(xmtpApi.send, { officeId, body: req }, options);
  }

  /**
   * Lists the groups of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/xmtp/groups`.
   */
  listGroups(officeId: string, options?: RequestOptions): APIPromise<XMTPGroup[]> {
    return this.call(xmtpApi.listGroups, { officeId }, options);
  }

  /**
   * Creates a group.
   *
   * Route: `POST /api/v1/offices/{officeId}/xmtp/groups`.
   *
   * @param req - The name of the group, and its members.
   */
  createGroup(officeId: string, req: CreateGroupRequest, options?: RequestOptions): APIPromise<XMTPGroup> {
    return this.call(xmtpApi.createGroup, { officeId, body: req }, options);
  }

  /**
   * Gets the newest messages of a group.
   *
   * Route: `GET /api/v1/offices/{officeId}/xmtp/groups/{groupId}/messages`.
   *
   * @param groupId - The group.
   * @param opts - The number of messages.
   * @returns the messages; the oldest first, but do not rely on the order.
   */
  getGroupMessages(
    officeId: string,
    groupId: string,
    opts?: LimitQuery,
    options?: RequestOptions,
  ): APIPromise<XMTPMessage[]> {
    return this.call(xmtpApi.getGroupMessages, { officeId, groupId, query: opts }, options);
  }

  /**
   * Sends a message to a group.
   *
   * Route: `POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/send`.
   *
   * @param groupId - The group.
   * @param req - The sender (`agent_id`) and the text.
   * @throws {@link InsufficientCreditsError} 402 when the office is out of credits.
   */
  sendGroupMessage(
    officeId: string,
    groupId: string,
    req: SendXMTPMessageRequest,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(xmtpApi.sendGroupMessage, { officeId, groupId, body: req }, options);
  }

  /**
   * Adds an agent to a group.
   *
   * Route: `POST /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members`.
   *
   * @param groupId - The group.
   * @param agentName - The agent's name.
   */
  addMember(
    officeId: string,
    groupId: string,
    agentName: string,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(xmtpApi.addMember, { officeId, groupId, body: { agentName } }, options);
  }

  /**
   * Removes an agent from a group.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/xmtp/groups/{groupId}/members/{agentName}`.
   *
   * @param groupId - The group.
   * @param agentName - The agent's name.
   */
  removeMember(
    officeId: string,
    groupId: string,
    agentName: string,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(xmtpApi.removeMember, { officeId, groupId, agentName }, options);
  }

  /**
   * Renames a group.
   *
   * Route: `PATCH /api/v1/offices/{officeId}/xmtp/groups/{groupId}`.
   *
   * @param groupId - The group.
   * @param name - The new name.
   */
  renameGroup(officeId: string, groupId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(xmtpApi.renameGroup, { officeId, groupId, body: { name } }, options);
  }

  /**
   * Gets the newest messages of a conversation.
   *
   * Route: `GET /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages`.
   *
   * @param conversationId - The conversation; or, before the first message, the name of the agent.
   * @param opts - The number of messages.
   * @returns the messages; the oldest first, but do not rely on the order.
   */
  getConversationMessages(
    officeId: string,
    conversationId: string,
    opts?: LimitQuery,
    options?: RequestOptions,
  ): APIPromise<XMTPMessage[]> {
    return this.call(xmtpApi.getConversationMessages, { officeId, conversationId, query: opts }, options);
  }

  /**
   * Sends a message to a conversation.
   *
   * Route: `POST /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages`.
   *
   * @param conversationId - The conversation; or the name of an agent: then the first message opens the conversation.
   * @param req - The sender (`agent_id`) and the text.
   * @throws {@link InsufficientCreditsError} 402 when the office is out of credits.
   */
  sendToConversation(
    officeId: string,
    conversationId: string,
    req: SendXMTPMessageRequest,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(xmtpApi.sendToConversation, { officeId, conversationId, body: req }, options);
  }
}
