import { randomUUID } from 'node:crypto';
import { type McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';

/** The most sessions at once. The one that was idle longest makes room. */
const MOST_SESSIONS = 100;
/** How long a session lives without requests, in ms: clients do not always say that they leave. */
const IDLE_MS = 60 * 60_000;

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: McpServer;
  usedAt: number;
  /** How many requests are open. */
  open: number;
}

/** The sessions of clients of the protocol of 2025, which begin with `initialize`. */
export class HTTPSessions {
  readonly #create: () => McpServer;
  /** By id, the one that was idle longest first. */
  readonly #sessions = new Map<string, Session>();

  constructor(create: () => McpServer) {
    this.#create = create;
  }

  /** Answers a request of a session, or begins one. */
  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    const session = id === null ? await this.#begin() : this.#sessions.get(id);
    if (!session) {
      const error = { code: -32_001, message: 'Session not found' };
      return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 404 });
    }
    session.usedAt = Date.now();
    session.open++;
    // The last one that was used stands last.
    if (id !== null && this.#sessions.delete(id)) this.#sessions.set(id, session);
    try {
      const response = await session.transport.handleRequest(request);
      // Without an id the transport refused to begin.
      if (session.transport.sessionId === undefined) await session.server.close();
      return response;
    } finally {
      session.open--;
    }
  }

  /** Ends all sessions. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ server }) => server.close()));
  }

  async #begin(): Promise<Session> {
    this.#makeRoom();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, session);
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    const session: Session = { transport, server: this.#create(), usedAt: Date.now(), open: 0 };
    await session.server.connect(transport);
    return session;
  }

  #makeRoom(): void {
    let tooMany = this.#sessions.size - MOST_SESSIONS + 1;
    for (const [id, { server, usedAt, open }] of this.#sessions) {
      const isOver = Date.now() - usedAt > IDLE_MS && open === 0;
      if (!isOver && tooMany-- <= 0) continue;
      this.#sessions.delete(id);
      void server.close();
    }
  }
}
