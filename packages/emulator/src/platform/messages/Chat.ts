import { randomUUID } from 'node:crypto';
import type { XMTPMessage } from '@mitosislabs/api';
import { readSessionFrame, type SessionFrame } from '@mitosislabs/xmtp/feed';
import { USER_PEER } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import { isoTime } from '../../core/Clock.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { ConversationRow, ConversationSummary, GroupRow, MessageRow } from '../../store/tables/chat.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Activity } from '../agents/Activity.ts';
import { requireActive } from '../agents/Lifecycle.ts';
import { type Resources, Service } from '../Service.ts';
import { type Credits, tokensOf } from '../work/Credits.ts';
import type { Events } from './Events.ts';

/** The services that chat needs. */
interface Needs {
  activity: Activity;
  credits: Credits;
  events: Events;
}

/** The names of control frames in activity. A piece of a streaming answer is not a message, and costs nothing. */
const FRAMES = {
  start: 'session start',
  ack: 'session ack',
  end: 'session end',
  part: 'answer part',
} as const;

/** The author of a message: an agent, or the user's side under a name of its choice. */
export interface Author {
  name: string;
  agent: AgentRow | undefined;
}

/** Conversations of two, and messages to them and to groups. */
export class Chat extends Service {
  readonly #needs: Needs;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
  }

  /** The conversations of a caller with their last messages, oldest first. */
  list(office: OfficeRow, caller: Caller): ConversationSummary[] {
    return this.tables.conversations.of(office.id, sideOf(caller));
  }

  /** The author of a message: an agent under its own name, a user under any name that is not an agent's. */
  authorOf(office: OfficeRow, caller: Caller, name: string): Author {
    if (name.trim() === '') throw badRequest('agent_id must not be empty.');
    const own = caller.kind === 'agent' ? caller.agent : undefined;
    if (own ? own.name !== name : this.#agent(office, name) !== undefined) {
      const message = `agent_id is ${name}, and you are not: write in your own name.`;
      throw new ApiError(403, 'not_yourself', message);
    }
    return { name, agent: own };
  }

  /** The other side of a conversation, by the id of the conversation or by its name, also before there is one. */
  peerOf(office: OfficeRow, caller: Caller, idOrName: string): string {
    const self = sideOf(caller);
    const conversation = this.tables.conversations.find({ office_id: office.id, id: idOrName });
    if (conversation?.a === self) return conversation.b;
    if (conversation?.b === self) return conversation.a;
    const known = idOrName === USER_PEER || this.#agent(office, idOrName);
    if (!known || idOrName === self) throw notFound(`conversation or agent ${idOrName} in this office`);
    return idOrName;
  }

  /** The side of a name: an agent's or the user's; 404 for any other name. */
  sideNamed(office: OfficeRow, name: string): string {
    return name === USER_PEER ? name : this.tables.agents.require(office.id, name).name;
  }

  /** The newest messages between two, oldest first. */
  between(office: OfficeRow, one: string, other: string, limit: number): MessageRow[] {
    const conversation = this.#conversation(office, one, other);
    return conversation ? this.newest(conversation.id, limit) : [];
  }

  /** The newest messages of a conversation or a group, oldest first. */
  newest(channel: string, limit: number): MessageRow[] {
    return this.tables.messages.all({ channel }, { orderBy: 'seq', descending: true, limit }).reverse();
  }

  /** Posts a message from one side to the other. The first one opens their conversation. */
  postToPeer(office: OfficeRow, author: Author, caller: Caller, peerName: string, content: string): void {
    const peer = this.#agent(office, peerName);
    const readers = peer ? [peer] : [];
    this.#refuseWork(office, readers, content);
    const conversation = this.#open(office, sideOf(caller), peerName);
    const frame = readSessionFrame(content);
    if (frame) this.#applyFrame(conversation, author, peer, frame);
    const session = frame ? undefined : this.#currentSession(conversation);
    const message = this.#insert(office, conversation.id, author, content, session);
    const about = { ...toMessage(message), conversation_id: conversation.id, to: peerName };
    this.#needs.events.publish(office.id, 'message', about);
    this.#record(author, readers, message, frame);
  }

  /** Adds a message between two as a seed describes it, without a price. */
  seed(office: OfficeRow, from: string, to: string, content: string): void {
    const [author, peer] = [this.sideNamed(office, from), this.sideNamed(office, to)];
    const conversation = this.#open(office, author, peer);
    const message = this.#insert(office, conversation.id, { name: author, agent: undefined }, content, null);
    const about = { ...toMessage(message), conversation_id: conversation.id, to: peer };
    this.#needs.events.publish(office.id, 'message', about);
  }

  /** Whether two have conversed. */
  haveConversed(office: OfficeRow, one: string, other: string): boolean {
    return this.#conversation(office, one, other) !== undefined;
  }

  /** Posts a message to all members of a group. */
  postToGroup(office: OfficeRow, author: Author, group: GroupRow, content: string): void {
    const readers = this.tables.members
      .names(group.id)
      .filter((name) => name !== author.name)
      .flatMap((name) => this.#agent(office, name) ?? []);
    this.#refuseWork(office, readers, content);
    const message = this.#insert(office, group.id, author, content, null);
    this.#needs.events.publish(office.id, 'message', { ...toMessage(message), group_id: group.id });
    this.#record(author, readers, message, readSessionFrame(content));
  }

  #agent(office: OfficeRow, name: string): AgentRow | undefined {
    return this.tables.agents.find({ office_id: office.id, name });
  }

  /** Refuses messages to agents of an office that is suspended or out of credits. */
  #refuseWork(office: OfficeRow, readers: AgentRow[], content: string): void {
    if (content === '') throw badRequest('content must not be empty.');
    requireActive(office);
    if (readers.length > 0) this.#needs.credits.require(office);
  }

  #conversation(office: OfficeRow, one: string, other: string): ConversationRow | undefined {
    const [a, b] = sorted(one, other);
    return this.tables.conversations.find({ office_id: office.id, a, b });
  }

  #open(office: OfficeRow, one: string, other: string): ConversationRow {
    const known = this.#conversation(office, one, other);
    if (known) return known;
    const [a, b] = sorted(one, other);
    // The underscore keeps ids apart from agents' names, which may stand in their place.
    const id = `conv_${randomUUID()}`;
    const conversation = { id, office_id: office.id, a, b, created_at: this.clock.now() };
    this.tables.conversations.insert(conversation);
    return conversation;
  }

  /** Opens or ends the session that a frame is about. */
  #applyFrame(
    conversation: ConversationRow,
    author: Author,
    peer: AgentRow | undefined,
    { type, sessionId: session_key }: SessionFrame,
  ): void {
    const { sessions } = this.tables;
    const { id: conversation_id, office_id } = conversation;
    if (type === 'end') {
      // Only the two that hold a session end it.
      const open = { office_id, session_key, conversation_id, ended_at: null };
      sessions.update(open, { ended_at: this.clock.now() });
    }
    if (type !== 'start' || !peer) return;
    sessions.insertIfNew({
      session_key,
      office_id,
      conversation_id,
      agent_id: peer.id,
      opened_by: author.name,
      started_at: this.clock.now(),
      ended_at: null,
    });
  }

  /** The key of the session that was opened last and has not ended. */
  #currentSession({ id }: ConversationRow): string | null {
    const open = { conversation_id: id, ended_at: null };
    return this.tables.sessions.find(open, { descending: true })?.session_key ?? null;
  }

  #insert(
    office: OfficeRow,
    channel: string,
    author: Author,
    content: string,
    session: string | null | undefined,
  ): MessageRow {
    const message = {
      id: `msg_${randomUUID()}`,
      office_id: office.id,
      channel,
      from_agent: author.name,
      content,
      session_key: session ?? null,
      created_at: this.clock.now(),
    };
    return { seq: this.tables.messages.insert(message), ...message };
  }

  /** Records a message for its author and its readers, and charges an agent for it. */
  #record(author: Author, readers: AgentRow[], message: MessageRow, frame: SessionFrame | undefined): void {
    const { activity, credits } = this.#needs;
    const { channel, seq } = message;
    const category = frame ? 'session' : 'xmtp';
    const metadata = { message_id: message.id, channel };
    const kind = frame ? FRAMES[frame.type] : 'message';
    for (const reader of readers) {
      const summary = `${kind} from ${author.name}`;
      activity.record(reader, { category, type: 'received', summary, metadata });
    }
    if (!author.agent) return;
    const to = readers.map(({ name }) => name).join(', ') || 'the user';
    activity.record(author.agent, { category, type: 'sent', summary: `${kind} to ${to}`, metadata });
    if (frame) return;
    const before = { channel, seq: { '<': seq } };
    const asked = this.tables.messages.find(before, { orderBy: 'seq', descending: true });
    credits.charge(author.agent, {
      kind: 'message',
      reason: `message from ${author.name}`,
      credits: this.settings.limits.prices.message,
      inputTokens: tokensOf(asked?.content ?? ''),
      outputTokens: tokensOf(message.content),
    });
  }
}

/** The name under which a caller takes part in conversations. */
export function sideOf(caller: Caller): string {
  return caller.kind === 'agent' ? caller.agent.name : USER_PEER;
}

/** A message as responses show it. */
export function toMessage({ id, from_agent, content, created_at }: MessageRow): XMTPMessage {
  return { id, from_agent, content, created_at: isoTime(created_at) };
}

function sorted(one: string, other: string): [string, string] {
  return one < other ? [one, other] : [other, one];
}
