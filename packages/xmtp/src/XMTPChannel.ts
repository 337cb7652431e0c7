import type { ChannelOptions } from './ChannelOptions.ts';
import type { SessionNegotiation } from './SessionNegotiation.ts';
import type { XMTPRoutes } from './XMTPRoutes.ts';
import { XMTPSession } from './XMTPSession.ts';

/**
 * All sessions of one client: at most one with each agent of each office.
 *
 * @example
 * ```ts
 * import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
 * import { Transport } from '@mitosislabs/transport';
 * import { XMTPChannel } from '@mitosislabs/xmtp';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const channel = new XMTPChannel(new XMTPAPI(transport));
 * const session = await channel.openSession('office-id', 'aria');
 * await session.send('Good morning!');
 * await channel.closeAll();
 * ```
 */
export class XMTPChannel {
  readonly #api: XMTPRoutes;
  readonly #options: ChannelOptions;
  // By office, then by agent: two names joined into one key could be two other names.
  readonly #sessions = new Map<string, Map<string, XMTPSession>>();

  /** Releases the channel at the end of an `await using` block: closes all sessions. Where the runtime knows such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  static {
    if (Symbol.asyncDispose) {
      Object.defineProperty(XMTPChannel.prototype, Symbol.asyncDispose, {
        value(this: XMTPChannel) {
          return this.closeAll();
        },
      });
    }
  }

  /**
   * @param api - The calls that read and write conversations: `XMTPAPI`.
   * @param options - Who is talking, and what else is to be known.
   */
  constructor(api: XMTPRoutes, options: ChannelOptions = {}) {
    this.#api = api;
    this.#options = options;
  }

  /**
   * The session with an agent: the one that is open, or a new one. Sends nothing: the agent is asked by the first
   * `negotiate()` or `send()`.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @throws {@link InvalidArgumentError} when one of them is empty.
   */
  async openSession(officeId: string, agentName: string): Promise<XMTPSession> {
    return this.#open(officeId, agentName);
  }

  /**
   * Opens the session with an agent and waits for the agent's answer.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param timeoutMs - How long to wait, in ms; then the session is open without capabilities. Default: 30,000.
   * @param options - `signal` stops waiting.
   * @returns what was agreed; {@link XMTPChannel.getSession} gives the session itself.
   * @throws {@link OS1Error} when the agent cannot be asked.
   */
  async negotiateSession(
    officeId: string,
    agentName: string,
    timeoutMs?: number,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<SessionNegotiation> {
    return this.#open(officeId, agentName).negotiate(timeoutMs, options);
  }

  /**
   * The open session with an agent; `undefined` when there is none.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   */
  getSession(officeId: string, agentName: string): XMTPSession | undefined {
    return this.#sessions.get(officeId)?.get(agentName);
  }

  /** All open sessions, in the order in which they were opened in each office. */
  listSessions(): XMTPSession[] {
    return [...this.#sessions.values()].flatMap((sessions) => [...sessions.values()]);
  }

  /**
   * Closes the session with an agent.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @returns whether there was one.
   */
  async closeSession(officeId: string, agentName: string): Promise<boolean> {
    const session = this.getSession(officeId, agentName);
    await session?.close();
    return session !== undefined;
  }

  /** Closes all sessions, at once. Never fails, and takes 3 s at most. */
  async closeAll(): Promise<void> {
    await Promise.all(this.listSessions().map((session) => session.close()));
  }

  #open(officeId: string, agentName: string): XMTPSession {
    const known = this.getSession(officeId, agentName);
    if (known) return known;
    const session = new XMTPSession(this.#api, officeId, agentName, {
      ...this.#options,
      onClose: () => this.#forget(officeId, agentName),
    });
    const sessions = this.#sessions.get(officeId) ?? new Map<string, XMTPSession>();
    this.#sessions.set(officeId, sessions.set(agentName, session));
    return session;
  }

  #forget(officeId: string, agentName: string): void {
    const sessions = this.#sessions.get(officeId);
    sessions?.delete(agentName);
    if (sessions?.size === 0) this.#sessions.delete(officeId);
  }
}
