import type { IncomingMessage, ServerResponse } from 'node:http';
import { responseValidator } from '@mitosislabs/api';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';

/** A parsed request. */
export interface ChatRequest {
  kind: 'list' | 'read' | 'post' | 'events';
  routes: 'conversations' | 'agents' | 'groups' | 'messages';
  office: string;
  /** The conversation's id, or the agent's name. */
  place: string;
  /** The `Idempotency-Key`: posts with the same key count once. */
  key?: string | undefined;
  /** The body of a post. */
  body?: { agent_id: string; content: string };
}

/** A failure of a request: in place of its effect, or `after` it. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  after?: boolean;
  /** Breaks the connection in place of an answer. */
  reset?: boolean;
  /** Waits before it answers, in ms; `Infinity` never does. */
  delay?: number;
  /** Waits for it before it answers. */
  until?: Promise<void>;
}

/** One conversation as the server keeps it. */
interface Chat {
  id: string;
  office: string;
  peer: string;
  messages: XMTPMessage[];
}

/** The XMTP routes of an office-manager over real HTTP, with settings for the behavior of servers. */
export class ChatServer implements AsyncDisposable {
  readonly requests: ChatRequest[] = [];
  readonly chats: Chat[] = [];
  /** Which routes are served; the others answer `missing`. */
  routes: 'both' | 'conversations' | 'agents' = 'both';
  missing = 404;
  /** Whether it honors the `Idempotency-Key`. Not every server does. */
  knowsKeys = true;
  /** Whether it honors the requested number of messages. */
  mindsLimit = true;
  order: 'oldest-first' | 'newest-first' = 'oldest-first';
  /** At most so many messages in one answer. */
  most = Number.POSITIVE_INFINITY;
  /** The server's clock, ms since 1970. */
  now: () => number = Date.now;
  /** Changes a page before it is sent. */
  page: (messages: XMTPMessage[]) => XMTPMessage[] = (messages) => messages;
  /** Whether clients validate its answers; `false` where it breaks the contract on purpose. */
  isStrict = true;
  fault: (request: ChatRequest) => Fault | undefined = () => undefined;
  /** Called for each message that a request stored: an agent may answer here. */
  onPost: (message: XMTPMessage, chat: Chat) => void = () => undefined;
  /** The event streams that are open. */
  readonly streams = new Set<ServerResponse>();
  readonly #keys = new Set<string>();
  #server: TestServer | undefined;
  #nextId = 1;

  static async start(): Promise<ChatServer> {
    const chats = new ChatServer();
    await chats.start();
    return chats;
  }

  async start(): Promise<void> {
    this.#server = await serve((request, response) => void this.#handle(request, response));
  }

  /** The real client's calls, over the real transport; answers are what the contract says, to the letter. */
  get api(): XMTPAPI {
    const check = responseValidator({ validate: this.isStrict ? 'strict' : 'off' });
    return new XMTPAPI(new Transport({ endpoint: this.url, apiKey: 'mi_test' }), check);
  }

  get url(): string {
    if (!this.#server) throw new Error('not started');
    return this.#server.url;
  }

  /** The conversation with a peer, opened when there is none. */
  chat(peer: string, office = 'office'): Chat {
    const known = this.chats.find((chat) => chat.peer === peer && chat.office === office);
    if (known) return known;
    const chat = { id: `conv_${peer}`, office, peer, messages: [] };
    this.chats.push(chat);
    return chat;
  }

  /** Stores a message; `index` places it among those that are there. */
  say(peer: string, content: string, message: Partial<XMTPMessage> & { index?: number } = {}): XMTPMessage {
    const { index, ...fields } = message;
    const stored: XMTPMessage = {
      id: `msg_${this.#nextId++}`,
      from_agent: peer,
      content,
      created_at: new Date(this.now()).toISOString(),
      ...fields,
    };
    const { messages } = this.chat(peer);
    messages.splice(index ?? messages.length, 0, stored);
    this.tell({ ...stored, ...(peer.startsWith('group_') && { group_id: peer }) });
    return stored;
  }

  /** Sends an event to every open stream. */
  tell(data: object, event = 'message'): void {
    for (const stream of this.streams)
      stream.write(`id: ${this.#nextId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Has an agent acknowledge each session at once. */
  acknowledge(capabilities: string[] = ['chat']): void {
    this.onPost = ({ content }, { peer }) => {
      const frame = frameOf(content);
      if (frame?.type !== '__SESSION_START__') return;
      this.say(peer, ack(frame.session_id, capabilities));
    };
  }

  /** The texts of all posted messages, conversation by conversation. */
  get posted(): string[] {
    return this.chats.flatMap(({ messages, peer }) =>
      messages.filter(({ from_agent }) => from_agent !== peer).map(({ content }) => content),
    );
  }

  /** The posted START frames. */
  get starts(): string[] {
    return this.posted.filter((content) => frameOf(content)?.type === '__SESSION_START__');
  }

  /** The posted END frames. */
  get ends(): string[] {
    return this.posted.filter((content) => frameOf(content)?.type === '__SESSION_END__');
  }

  close(): Promise<void> {
    return this.#server?.close() ?? Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://server');
    const [office = '', , resource = '', place = '', last = ''] = url.pathname
      .replace('/api/v1/offices/', '')
      .split('/')
      .map(decodeURIComponent);
    const isPost = request.method === 'POST';
    const body = isPost ? JSON.parse(String(await bodyOf(request))) : undefined;
    const isEvents = url.pathname.endsWith('/messages/stream');
    const routes = isEvents
      ? 'messages'
      : resource === 'conversations' || resource === 'groups'
        ? resource
        : 'agents';
    const isList = resource === 'conversations' && last === '' && place === '';
    const kind = isEvents ? 'events' : isList ? 'list' : isPost ? 'post' : 'read';
    const key = request.headers['idempotency-key'];
    const call: ChatRequest = {
      kind,
      routes,
      office,
      place: place || body?.agent_id || '',
      ...(body && { body, key: String(key) }),
    };
    this.requests.push(call);
    const fault = this.fault(call);
    if (fault?.delay !== undefined && !Number.isFinite(fault.delay)) return;
    if (isEvents && !fault) return this.#stream(response);
    const answer =
      fault && !fault.after && fault.delay === undefined && !fault.until
        ? undefined
        : this.#answer(call, url);
    if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    await fault?.until;
    if (fault?.reset) return void request.socket.destroy();
    const status = fault?.status ?? answer?.status ?? 200;
    response.writeHead(status, { 'Content-Type': 'application/json', ...fault?.headers });
    response.end(JSON.stringify(status < 400 ? answer?.body : { error: `this is a ${status}` }));
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(': connected\n\n');
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  #answer(call: ChatRequest, url: URL): { status?: number; body?: unknown } {
    if (this.routes !== 'both' && call.routes !== 'groups' && this.routes !== call.routes)
      return { status: this.missing };
    if (call.kind === 'list') {
      const chats = this.chats.filter(({ office }) => office === call.office);
      return { body: chats.map(({ id, peer }) => ({ id, peer })) };
    }
    const known = this.chats.find(
      ({ id, peer, office }) => office === call.office && (id === call.place || peer === call.place),
    );
    if (call.kind === 'read') {
      if (!known && call.routes !== 'agents') return { status: 404 };
      const asked = this.mindsLimit ? Number(url.searchParams.get('limit') ?? 20) : Number.POSITIVE_INFINITY;
      const limit = Math.min(asked, this.most);
      const newest = this.page(known?.messages.slice(-limit) ?? []);
      return { body: this.order === 'oldest-first' ? newest : [...newest].reverse() };
    }
    if (call.key !== undefined && this.knowsKeys) {
      if (this.#keys.has(call.key)) return { status: 204 };
      this.#keys.add(call.key);
    }
    const chat = known ?? this.chat(call.place, call.office);
    const from_agent = call.routes !== 'agents' ? (call.body?.agent_id ?? '') : 'admin-sdk';
    const message: XMTPMessage = {
      id: `msg_${this.#nextId++}`,
      from_agent,
      content: call.body?.content ?? '',
      created_at: new Date(this.now()).toISOString(),
    };
    chat.messages.push(message);
    this.onPost(message, chat);
    return { status: 204 };
  }
}

/** The frame in a text, if it is one. */
export function frameOf(content: string): { type: string; session_id: string } | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && 'session_id' in value
      ? (value as { type: string; session_id: string })
      : undefined;
  } catch {
    return undefined;
  }
}

/** An acknowledgement. */
export function ack(session_id: string, capabilities: string[] = []): string {
  return JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities });
}
