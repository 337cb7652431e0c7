import { loadOfficeEvents } from '#lateParts';
import { isReachable } from '../async/Lifetime.ts';
import { OfficeConnection, type OpenOfficeEvents } from '../office/OfficeConnection.ts';
import type { EventSource } from '../office/OfficeEvents.ts';
import type { GroupSession } from '../session/GroupSession.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';

/** How many sessions of an office close at once: at least, and for each request that may run at once. */
const GOODBYES = { least: 16, each: 4 };

/** By office, then by name: a joined key would be ambiguous. */
type ByOffice<T> = Map<string, Map<string, T>>;

/**
 * The open sessions and groups of a channel, and the state shared within an office. In
 * a Worker, those of one request: no other request may use its connections.
 */
export class OpenSessions {
  readonly #events: EventSource | undefined;
  readonly #signal: AbortSignal = new AbortController().signal;
  readonly #connections = new Map<string, OfficeConnection>();
  readonly #groups: ByOffice<GroupSession> = new Map();
  readonly #sessions: ByOffice<XMTPSession> = new Map();

  /** @param events - Opens the event stream of an office. */
  constructor(events: EventSource | undefined) {
    this.#events = events;
  }

  /** Whether the sessions may be used in this request. */
  get isReachable(): boolean {
    return isReachable(this.#signal);
  }

  /** The open session with an agent. */
  session(officeId: string, agentName: string): XMTPSession | undefined {
    return this.#sessions.get(officeId)?.get(agentName);
  }

  /** An open group. */
  group(officeId: string, groupId: string): GroupSession | undefined {
    return this.#groups.get(officeId)?.get(groupId);
  }

  /** All sessions, by office, in the order of opening. */
  list(): XMTPSession[] {
    return [...this.#sessions.values()].flatMap((sessions) => [...sessions.values()]);
  }

  /** Keeps a session until it is closed. */
  addSession(session: XMTPSession): XMTPSession {
    return add(this.#sessions, session.officeId, session.agentName, session);
  }

  /** Keeps a group until it is closed. */
  addGroup(group: GroupSession): GroupSession {
    return add(this.#groups, group.officeId, group.groupId, group);
  }

  /** The connection shared by the sessions and groups of an office. */
  connection(officeId: string): OfficeConnection {
    const connection = this.#connections.get(officeId) ?? new OfficeConnection(this.#openEvents(officeId));
    this.#connections.set(officeId, connection);
    return connection;
  }

  #openEvents(officeId: string): OpenOfficeEvents | undefined {
    const events = this.#events;
    if (!events) return undefined;
    return async (onServed) => {
      const OfficeEvents = await loadOfficeEvents();
      return new OfficeEvents(officeId, events, onServed);
    };
  }

  /** Forgets a session that is closed. */
  forgetSession(officeId: string, agentName: string): void {
    this.#forget(this.#sessions, officeId, agentName);
  }

  /** Forgets a group that is closed. */
  forgetGroup(officeId: string, groupId: string): void {
    this.#forget(this.#groups, officeId, groupId);
  }

  /** Closes all of them, at once. Never fails, and takes 3 s at most. */
  async closeAll(): Promise<void> {
    for (const { semaphore } of this.#connections.values())
      semaphore.least = Math.max(GOODBYES.least, semaphore.width * GOODBYES.each);
    const groups = [...this.#groups.values()].flatMap((opened) => [...opened.values()]);
    await Promise.all([...this.list(), ...groups].map((session) => session.close()));
  }

  #forget<T>(opened: ByOffice<T>, officeId: string, name: string): void {
    const own = opened.get(officeId);
    own?.delete(name);
    if (own?.size === 0) opened.delete(officeId);
    if (this.#sessions.has(officeId) || this.#groups.has(officeId)) return;
    this.#connections.get(officeId)?.close();
    this.#connections.delete(officeId);
  }
}

function add<T>(opened: ByOffice<T>, officeId: string, name: string, one: T): T {
  const own = opened.get(officeId) ?? new Map<string, T>();
  opened.set(officeId, own.set(name, one));
  return one;
}
