import type { CreateGroupRequest, XMTPGroup, XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { assertOptions, assertText, traceMethods } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';
import { loadGroupSession, loadXMTPSession } from '#lateParts';
import { signalOnly } from '../async/abort.ts';
import { disposeWith } from '../async/Lifetime.ts';
import { lazyIterator } from '../async/lazyIterator.ts';
import type { EventSource } from '../office/OfficeEvents.ts';
import { type GroupRoutes, routesOf, senderOf, type XMTPRoutes } from '../receive/XMTPRoutes.ts';
import type { GroupSession } from '../session/GroupSession.ts';
import type { SessionNegotiation } from '../session/SessionNegotiation.ts';
import {
  type OpenSessionOptions,
  openGroupOptions,
  openSessionOptions,
  type SessionOptions,
} from '../session/SessionOptions.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';
import { type ChannelOptions, channelOptions } from './ChannelOptions.ts';
import { OpenSessions } from './OpenSessions.ts';

/** The most Worker requests whose open sessions are remembered. */
const MOST_REQUESTS = 100;

/**
 * All sessions of one client: at most one with each agent of each office, and its groups. In a Worker each request has
 * sessions of its own, which other requests cannot use.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 * import { XMTPChannel } from '@mitosislabs/xmtp';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const channel = new XMTPChannel(transport);
 * const session = await channel.openSession('office-id', 'aria');
 * await session.send('Good morning!');
 * await channel.closeAll();
 * ```
 */
export class XMTPChannel {
  readonly #api: XMTPRoutes & GroupRoutes;
  readonly #events: EventSource | undefined;
  readonly #options: SessionOptions;
  readonly #opened: OpenSessions[] = [];

  /** Closes all sessions at the end of an `await using` block, if the runtime supports such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /**
   * @param api - A `Transport`, or the calls that read and write conversations and groups: `XMTPAPI`.
   * @param options - The sender's name, an event stream, and how sessions read.
   * @throws {@link InvalidArgumentError} when `api` is neither.
   */
  constructor(api: (XMTPRoutes & GroupRoutes) | TransportLike, options: ChannelOptions = {}) {
    traceMethods(XMTPChannel);
    disposeWith(this, () => this.closeAll());
    assertOptions('options', options, channelOptions);
    this.#api = routesOf(api);
    const { events, agentId = senderOf(api), ...session } = options;
    this.#events = events;
    this.#options = { ...session, agentId };
  }

  /**
   * Opens the session with an agent, or returns the one that is open. Sends nothing: the handshake happens with the first
   * `negotiate()` or `send()`. Messages that arrive from now on are new, also those that arrive before the first poll;
   * earlier ones are history.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param options - For a new session only. `streaming`: whether to ask the agent to stream its replies. `onGap`:
   * handles this session's gaps, in place of the channel's.
   * @throws {@link InvalidArgumentError} when one of them is empty.
   */
  async openSession(officeId: string, agentName: string, options?: OpenSessionOptions): Promise<XMTPSession> {
    assertOptions('options', options, openSessionOptions);
    return this.#open(officeId, agentName, options);
  }

  /**
   * Opens the session with an agent and waits for the agent's acknowledgement.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param timeoutMs - How long to wait, in ms; then the session is open without capabilities. Default: 30,000.
   * @param options - `signal` stops waiting.
   * @returns the result of the negotiation; {@link XMTPChannel.getSession} returns the session itself.
   * @throws {@link OS1Error} when the request to the agent fails.
   */
  async negotiateSession(
    officeId: string,
    agentName: string,
    timeoutMs?: number,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<SessionNegotiation> {
    assertOptions('options', options, signalOnly);
    const session = await this.#open(officeId, agentName);
    return session.negotiate(timeoutMs, options);
  }

  /**
   * Sends one message to an agent. Opens and negotiates the session first, when needed.
   *
   * @deprecated Use {@link XMTPChannel.openSession} and {@link XMTPSession.send}, which returns the message.
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param content - The text.
   * @param options - `signal` aborts the send, as for {@link XMTPSession.send}.
   * @throws {@link OS1Error} when the request fails; its `outcome` says whether the message may have arrived.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async send(
    officeId: string,
    agentName: string,
    content: string,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    assertText('content', content);
    assertOptions('options', options, signalOnly);
    const session = await this.#open(officeId, agentName);
    await session.send(content, options);
  }

  /**
   * The open session with an agent; `undefined` when there is none.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   */
  getSession(officeId: string, agentName: string): XMTPSession | undefined {
    return this.#reachable()?.session(officeId, agentName);
  }

  /** All open sessions, in the order in which they were opened in each office. */
  listSessions(): XMTPSession[] {
    return this.#reachable()?.list() ?? [];
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

  /**
   * Lists the groups of an office.
   *
   * @param officeId - The office.
   * @param options - `signal` ends the request.
   * @throws {@link OS1Error} when the request fails.
   */
  async listGroups(
    officeId: string,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<XMTPGroup[]> {
    return this.#api.listGroups(officeId, options);
  }

  /**
   * Creates a group; {@link XMTPChannel.openGroup} talks to it.
   *
   * @param officeId - The office.
   * @param group - The members, and the name.
   * @param options - `signal` ends the request.
   * @throws {@link NotFoundError} when one of the agents does not exist.
   */
  async createGroup(
    officeId: string,
    group: CreateGroupRequest,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<XMTPGroup> {
    return this.#api.createGroup(officeId, group, options);
  }

  /**
   * Opens a group to send to and to listen to, or returns the one that is open. Sends nothing. Messages that arrive from
   * now on are new; earlier ones are history.
   *
   * @param officeId - The office.
   * @param groupId - The group.
   * @param options - For a new one only. `onGap`: handles this group's gaps, in place of the channel's.
   * @throws {@link InvalidArgumentError} when one of them is empty.
   */
  async openGroup(
    officeId: string,
    groupId: string,
    options?: Pick<OpenSessionOptions, 'onGap'>,
  ): Promise<GroupSession> {
    assertOptions('options', options, openGroupOptions);
    const GroupSession = await loadGroupSession();
    const opened = this.#here();
    const known = opened.group(officeId, groupId);
    if (known) return known;
    const group = new GroupSession(this.#api, officeId, groupId, {
      ...this.#options,
      ...options,
      connection: opened.connection(officeId),
      onClose: () => opened.forgetGroup(officeId, groupId),
    });
    return opened.addGroup(group);
  }

  /**
   * Messages of others in a group as they come: {@link GroupSession.stream} of the group that is open, or of a new one.
   *
   * @param officeId - The office.
   * @param groupId - The group.
   * @param pollIntervalMs - The poll interval, in ms. Default: 1 s while messages come, up to 10 s when idle.
   * @param options - `signal` ends the stream with an error.
   * @throws {@link OS1Error} for a failure that a retry cannot fix: signed out, no such group, ….
   */
  streamGroup(
    officeId: string,
    groupId: string,
    pollIntervalMs?: number,
    options: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<XMTPMessage, void, undefined> {
    return lazyIterator(async () => {
      assertOptions('options', options, signalOnly);
      const group = await this.openGroup(officeId, groupId);
      return group.stream(pollIntervalMs, options);
    });
  }

  /** Closes all sessions and groups, at once. Never fails, and takes 3 s at most. */
  async closeAll(): Promise<void> {
    await this.#reachable()?.closeAll();
  }

  async #open(officeId: string, agentName: string, options?: OpenSessionOptions): Promise<XMTPSession> {
    const XMTPSession = await loadXMTPSession();
    const opened = this.#here();
    const known = opened.session(officeId, agentName);
    if (known) return known;
    const session = new XMTPSession(this.#api, officeId, agentName, {
      ...this.#options,
      ...options,
      connection: opened.connection(officeId),
      onClose: () => opened.forgetSession(officeId, agentName),
    });
    return opened.addSession(session);
  }

  /** The sessions of this request, if any. */
  #reachable(): OpenSessions | undefined {
    return this.#opened.find(({ isReachable }) => isReachable);
  }

  /** The sessions of this request; created if there are none. */
  #here(): OpenSessions {
    const known = this.#reachable();
    if (known) return known;
    const opened = new OpenSessions(this.#events);
    this.#opened.push(opened);
    // Drops the sessions of requests that ended without closing them.
    if (this.#opened.length > MOST_REQUESTS) this.#opened.shift();
    return opened;
  }
}
