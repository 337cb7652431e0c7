import type { XMTPConversation, XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { EventSource } from '../src/office/OfficeEvents.ts';
import type { GroupRoutes, XMTPRoutes } from '../src/receive/XMTPRoutes.ts';
import { ack, frameOf } from './ChatServer.ts';

/** An office in memory, for tests whose time is simulated. All its agents acknowledge sessions. */
export class MemoryOffice {
  /** The requests so far: `list`, `read aria`, `post aria`, `events`. */
  readonly requests: string[] = [];
  readonly chats = new Map<string, XMTPMessage[]>();
  /** Changes a list before it is sent, or fails. */
  list: (entries: XMTPConversation[]) => XMTPConversation[] | Promise<XMTPConversation[]> = (entries) =>
    entries;
  /** Whether a message is announced by an event. */
  announces: (message: XMTPMessage) => boolean = () => true;
  /** Whether events have ids. */
  hasIds = true;
  /** The time of a new message, ms since 1970. */
  time: () => number = Date.now;
  readonly #readers = new Set<(event: object | undefined) => void>();
  #count = 0;

  /** The requests since the last call. */
  taken(): string[] {
    return this.requests.splice(0);
  }

  /** Stores a message; `at` places it among those that are there. */
  say(peer: string, content: string, { from = peer, at = Number.POSITIVE_INFINITY } = {}): void {
    const created_at = new Date(this.time()).toISOString();
    const message = { id: `m${++this.#count}`, from_agent: from, content, created_at };
    const messages = this.chats.get(peer) ?? [];
    this.chats.set(peer, messages);
    messages.splice(at, 0, message);
    if (this.announces(message)) this.tell({ event: 'message', data: JSON.stringify(message) });
  }

  /** Sends an event to all readers. */
  tell(event: object): void {
    for (const read of this.#readers) read({ ...event, ...(this.hasIds && { id: `${++this.#count}` }) });
  }

  /** Ends all event streams. */
  cut(): void {
    for (const read of this.#readers) read(undefined);
  }

  /** The event stream. */
  readonly events: EventSource = (_officeId, { signal } = {}) => {
    this.requests.push('events');
    const waiting: (object | undefined)[] = [];
    let rise = (): void => undefined;
    const read = (event: object | undefined): void => {
      waiting.push(event);
      rise();
    };
    this.#readers.add(read);
    const leave = (): void => rise();
    signal?.addEventListener('abort', leave);
    const readers = this.#readers;
    return (async function* () {
      try {
        while (!signal?.aborted) {
          for (const event of waiting.splice(0)) {
            if (!event) return;
            yield event as { data: string };
          }
          if (!signal?.aborted && waiting.length === 0) {
            await new Promise<void>((resolve) => {
              rise = resolve;
            });
          }
        }
      } finally {
        readers.delete(read);
        signal?.removeEventListener('abort', leave);
      }
    })();
  };

  /** The calls of `XMTPAPI`. */
  get api(): XMTPRoutes & GroupRoutes {
    const routes = {
      listConversations: async () => {
        this.requests.push('list');
        return this.list(
          [...this.chats].map(([peer, messages]) => ({
            id: `conv_${peer}`,
            peer,
            last_message: messages.at(-1)?.content ?? '',
            last_message_at: messages.at(-1)?.created_at ?? '',
          })),
        );
      },
      getConversationMessages: async (_officeId: string, id: string, { limit = 20 } = {}) => {
        const peer = id.replace('conv_', '');
        this.requests.push(`read ${peer}`);
        return (this.chats.get(peer) ?? []).slice(-limit);
      },
      sendToConversation: async (
        _officeId: string,
        id: string,
        { agent_id, content }: { agent_id: string; content: string },
      ) => {
        const peer = id.replace('conv_', '');
        this.requests.push(`post ${peer}`);
        this.say(peer, content, { from: agent_id });
        const frame = frameOf(content);
        if (frame?.type === '__SESSION_START__') this.say(peer, ack(frame.session_id));
      },
    };
    return routes as unknown as XMTPRoutes & GroupRoutes;
  }
}
