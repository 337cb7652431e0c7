import { randomUUID } from 'node:crypto';
import { badRequest } from '../ApiError.ts';
import { PRICES } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import { type ConversationRow, pairOf } from '../store/ConversationStore.ts';
import type { GroupRow } from '../store/GroupStore.ts';
import type { MessageRow } from '../store/MessageStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { messageAnswer } from './answers.ts';
import { type ControlFrame, controlFrame } from './controlFrame.ts';
import { charge, requireCredits, tokensOf } from './credits.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';
import { record } from './record.ts';
import { requireActive } from './requireActive.ts';

/** Who writes: an agent, or the user's side under the name that it gave. */
export interface Author {
  name: string;
  agent: AgentRow | undefined;
}

/** Writes from one to another; the first message opens their conversation. */
export function postToPeer(
  platform: Platform,
  office: OfficeRow,
  author: Author,
  sides: { self: string; peer: string },
  content: string,
): MessageRow {
  const peer = platform.store.agents.byName(office.id, sides.peer);
  refuseWork(platform, office, peer ? [peer] : [], content);
  const conversation = openConversation(platform, office, sides.self, sides.peer);
  const frame = controlFrame(content);
  if (frame) noteSession(platform, conversation, author, peer, frame);
  const session = frame ? undefined : platform.store.sessions.current(conversation.id);
  const message = insert(platform, office, conversation.id, author, content, session?.session_key);
  publish(platform, office.id, 'message', {
    ...messageAnswer(message),
    conversation_id: conversation.id,
    to: sides.peer,
  });
  finish(platform, author, peer ? [peer] : [], message, frame);
  return message;
}

/** Writes to all members of a group. */
export function postToGroup(
  platform: Platform,
  office: OfficeRow,
  author: Author,
  group: GroupRow,
  content: string,
): MessageRow {
  const members = platform.store.groups
    .members(group.id)
    .filter((name) => name !== author.name)
    .flatMap((name) => platform.store.agents.byName(office.id, name) ?? []);
  refuseWork(platform, office, members, content);
  const message = insert(platform, office, group.id, author, content, undefined);
  publish(platform, office.id, 'message', { ...messageAnswer(message), group_id: group.id });
  finish(platform, author, members, message, controlFrame(content));
  return message;
}

/** Refuses what would make agents work where no work is done. */
function refuseWork(platform: Platform, office: OfficeRow, readers: AgentRow[], content: string): void {
  if (content === '') throw badRequest('content must not be empty.');
  requireActive(office);
  if (readers.length > 0) requireCredits(platform, office);
}

function openConversation(
  platform: Platform,
  office: OfficeRow,
  one: string,
  other: string,
): ConversationRow {
  const known = platform.store.conversations.between(office.id, one, other);
  if (known) return known;
  const [a, b] = pairOf(one, other);
  // The underscore keeps ids apart from agents' names, which may stand in their place.
  const id = `conv_${randomUUID()}`;
  const conversation: ConversationRow = { id, office_id: office.id, a, b, created_at: platform.now() };
  platform.store.conversations.insert(conversation);
  return conversation;
}

function noteSession(
  platform: Platform,
  conversation: ConversationRow,
  author: Author,
  peer: AgentRow | undefined,
  { type, sessionId }: ControlFrame,
): void {
  const { sessions } = platform.store;
  const { office_id } = conversation;
  const known = sessions.byKey(office_id, sessionId);
  // Only the two who hold a session end it.
  if (type === '__SESSION_END__' && known?.conversation_id === conversation.id) {
    sessions.end(office_id, sessionId, platform.now());
  }
  if (type !== '__SESSION_START__' || !peer) return;
  sessions.open({
    session_key: sessionId,
    office_id,
    conversation_id: conversation.id,
    agent_id: peer.id,
    opened_by: author.name,
    started_at: platform.now(),
    ended_at: null,
  });
}

function insert(
  platform: Platform,
  office: OfficeRow,
  channel: string,
  author: Author,
  content: string,
  session: string | undefined,
): MessageRow {
  const message = {
    id: `msg_${randomUUID()}`,
    office_id: office.id,
    channel,
    from_agent: author.name,
    content,
    session_key: session ?? null,
    created_at: platform.now(),
  };
  return { seq: platform.store.messages.insert(message), ...message };
}

/** Writes down who wrote to whom, and charges an agent's words. */
function finish(
  platform: Platform,
  author: Author,
  readers: AgentRow[],
  message: MessageRow,
  frame: ControlFrame | undefined,
): void {
  const category = frame ? 'session' : 'xmtp';
  const metadata = { message_id: message.id, channel: message.channel };
  const what = frame ? frame.type.replaceAll('_', ' ').trim().toLowerCase() : 'message';
  for (const reader of readers) {
    record(platform, reader, {
      category,
      type: 'received',
      summary: `${what} from ${author.name}`,
      metadata,
    });
  }
  if (!author.agent) return;
  const to = readers.map(({ name }) => name).join(', ') || 'the user';
  record(platform, author.agent, { category, type: 'sent', summary: `${what} to ${to}`, metadata });
  if (frame) return;
  charge(platform, author.agent, {
    kind: 'message',
    reason: `message from ${author.name}`,
    credits: PRICES.message,
    inputTokens: tokensOf(platform.store.messages.before(message)?.content ?? ''),
    outputTokens: tokensOf(message.content),
  });
}
