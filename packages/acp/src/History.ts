import { EmployeesAPI } from '@mitosislabs/api/employees';
import { EventsAPI } from '@mitosislabs/api/events';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';

/** The most sessions on a page of the list. */
const PAGE = 20;
/** The longest title, in characters. */
const LONGEST_TITLE = 80;

/** A message of a chat. */
export interface PastMessage {
  readonly id: string;
  readonly role: 'user' | 'agent';
  readonly content: string;
}

/** A chat with the agent. */
export interface PastSession {
  readonly sessionId: string;
  readonly startedAt: string;
  /** The beginning of its first message. */
  readonly title: string | undefined;
}

/** The chats with one agent, as the platform keeps them. */
export class History {
  readonly #employees: EmployeesAPI;
  readonly #events: EventsAPI;
  readonly #officeId: string;
  readonly #agentName: string;

  constructor(transport: TransportLike, officeId: string, agentName: string) {
    this.#employees = new EmployeesAPI(transport);
    this.#events = new EventsAPI(transport);
    this.#officeId = officeId;
    this.#agentName = agentName;
  }

  /** Throws unless the office has this agent. */
  async assertAgent(options: RequestOptions): Promise<void> {
    await this.#employees.get(this.#officeId, this.#agentName, options);
  }

  /** Whether the agent had a chat with this key. */
  async has(sessionKey: string, options: RequestOptions): Promise<boolean> {
    const sessions = await this.#employees.chatSessions(this.#officeId, this.#agentName, options);
    return sessions.some(({ session_key }) => session_key === sessionKey);
  }

  /** A page of the chats that have messages, newest first. `next` is the start of the next page, if there is one. */
  async list(
    from: number,
    options: RequestOptions,
  ): Promise<{ sessions: PastSession[]; next: number | undefined }> {
    const all = await this.#employees.chatSessions(this.#officeId, this.#agentName, options);
    const sessions = all
      .filter(({ messages }) => messages > 0)
      .sort((one, other) => Date.parse(other.started_at) - Date.parse(one.started_at));
    const page = await Promise.all(
      sessions.slice(from, from + PAGE).map(async ({ session_key: sessionId, started_at: startedAt }) => {
        const [first] = await this.messages(sessionId, options).catch(() => []);
        return { sessionId, startedAt, title: first && titleOf(first.content) };
      }),
    );
    return { sessions: page, next: from + PAGE < sessions.length ? from + PAGE : undefined };
  }

  /** The messages of a chat, oldest first, without control frames. */
  async messages(sessionKey: string, options: RequestOptions): Promise<PastMessage[]> {
    const events = await this.#events.chatEvents(this.#officeId, sessionKey, options);
    return events.flatMap((event) => {
      const { type, id, from_agent, content } = Object(event) as Record<string, unknown>;
      if (type !== 'message' || typeof content !== 'string' || readSessionFrame(content)) return [];
      return { id: String(id), role: from_agent === this.#agentName ? 'agent' : 'user', content };
    });
  }
}

function titleOf(content: string): string {
  const line = content.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > LONGEST_TITLE ? `${characters.slice(0, LONGEST_TITLE - 1).join('')}…` : line;
}
