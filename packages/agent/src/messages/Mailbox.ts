import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { isMissing } from '@mitosislabs/xmtp/feed';
import { CoalescingTask } from '../async/CoalescingTask.ts';
import { type OfficeClient, statusOf } from '../office/OfficeClient.ts';
import type { MessageEvent } from '../office/watchEvents.ts';
import { type Channel, groupChannel, peerChannel } from './Channel.ts';
import { ChannelWorker, type Shared, type Talker } from './ChannelWorker.ts';
import { Rounds } from './Rounds.ts';

/** How many conversations without news in a list are read in one round of polling. */
const READS = { announced: 1, unannounced: 10 } as const;
/**
 * How long a conversation is read although its list entry is unchanged, in ms: where times have no milliseconds, the
 * same text within a second does not change the entry.
 */
const SAME_SECOND_MS = 2_000;

/** How far times of one server may differ, in ms: its `Date` has no milliseconds. */
const CLOCK_MS = 2_000;
/** How long to wait before listing groups again where the server has none, in ms. */
const WITHOUT_GROUPS_MS = 60_000;

/** All conversations and groups of the agent: finds new ones, and wakes those with news. */
export class Mailbox {
  readonly #client: OfficeClient;
  readonly #talker: Talker;
  readonly #shared: Shared;
  readonly #workers = new Map<string, ChannelWorker>();
  /** The newest message of each conversation at its last read, as listed, and until when it is read anyway. */
  readonly #newest = new Map<string, { message: string; until: number }>();
  readonly #rounds = new Rounds();
  /** How many conversations without news in a list the next poll reads. */
  #reads: number = READS.unannounced;
  readonly #named = new Map<string, string>();
  readonly #polling = new CoalescingTask(() => this.#pollAll());
  /** All groups of the office when they were last listed. */
  #groups: ReadonlySet<string> | undefined;
  /** When they were listed, by `performance.now()`. */
  #listedAt = 0;
  /** Whether the next poll lists the groups. */
  #listsGroups = true;
  /** When to list groups again, by `performance.now()`: later if the server has none. */
  #groupsAt = Number.NEGATIVE_INFINITY;

  constructor(client: OfficeClient, talker: Talker, shared: Shared) {
    this.#client = client;
    this.#talker = talker;
    this.#shared = shared;
  }

  /** Polls all conversations now, or again after the current poll. */
  wake(): void {
    this.#reads = Number.POSITIVE_INFINITY;
    this.#listsGroups = true;
    this.#polling.ask();
  }

  /**
   * Finds new conversations, and reads those that seem to have news. Without news in a list, it reads a few in turn.
   *
   * @param isAnnounced - Whether events announce new messages: then reading is only a precaution.
   * @param withGroups - Whether to look for groups, too.
   */
  poll(isAnnounced: boolean, withGroups = true): void {
    this.#listsGroups ||= withGroups;
    this.#reads = Math.max(this.#reads, isAnnounced ? READS.announced : READS.unannounced);
    this.#polling.ask();
  }

  /** Reads all conversations, even unchanged ones: a suspended agent does not read its messages. */
  resume(): void {
    this.#newest.clear();
    this.wake();
  }

  /** Reads the conversation that an event names. */
  notify({ id, from, channel }: MessageEvent): void {
    if (from === this.#client.self) return;
    if (channel === undefined) {
      this.wake();
      return;
    }
    const worker = this.#workers.get(channel);
    if (worker) {
      this.#rounds.heard(channel);
      worker.wake(id);
      return;
    }
    // A server that returns more than a few is broken.
    const isNew = !this.#named.has(channel) && this.#named.size < 1_000;
    if (isNew && id !== undefined) this.#named.set(channel, id);
    this.#listsGroups = true;
    this.#polling.ask();
  }

  /** Waits until each conversation was polled. */
  async polled(): Promise<void> {
    await this.#polling.settled();
    await Promise.all([...this.#workers.values()].map((worker) => worker.polled()));
  }

  /** Waits until no work is in progress. */
  async settled(): Promise<void> {
    await this.#polling.settled();
    await Promise.all([...this.#workers.values()].map((worker) => worker.settled()));
  }

  async #pollAll(): Promise<void> {
    const { stopping, pause } = this.#client;
    if (stopping.aborted || pause.isOn) return;
    const reads = this.#reads;
    const listsGroups = this.#listsGroups;
    this.#reads = 0;
    this.#listsGroups = false;
    try {
      const quiet = await Promise.all([this.#pollConversations(), listsGroups ? this.#pollGroups() : []]);
      this.#readSome(quiet.flat(), reads);
    } catch (error) {
      this.#reads = Math.max(this.#reads, reads);
      this.#listsGroups ||= listsGroups;
      if (!stopping.aborted) this.#client.report(error);
    }
  }

  /** Reads some of the conversations that may or may not have news. */
  #readSome(ids: readonly string[], most: number): void {
    for (const [id, worker] of this.#workers) if (worker.takeNews()) this.#rounds.heard(id);
    // Polling the lists alone is not a round.
    const chosen = most === 0 ? [] : most < ids.length ? this.#rounds.choose(ids, most) : ids;
    const behind = ids.filter((id) => this.#workers.get(id)?.isBehind);
    for (const id of new Set([...chosen, ...behind])) this.#workers.get(id)?.wake();
  }

  /** Reads the conversations that have news; returns those that the list does not cover. */
  async #pollConversations(): Promise<string[]> {
    const { xmtp, officeId, stopping } = this.#client;
    const list = await this.#client
      .persist((options) => xmtp.listConversations(officeId, options), stopping)
      .catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        // A server that lists none still has the conversation with the user, unless the office is gone.
        this.#client.doubt();
        return [{ id: SDK_USER, peer: SDK_USER }];
      });
    const quiet: string[] = [];
    for (const conversation of list) {
      const { id, peer } = Object(conversation) as XMTPConversation;
      if (typeof id !== 'string' || typeof peer !== 'string') continue;
      const known = this.#workers.get(id);
      const worker = known ?? this.#add(peerChannel(this.#client, id, peer));
      const message = newestOf(conversation);
      if (message === undefined && known) quiet.push(id);
      else if (!known || worker.isBehind || this.#isNews(id, message)) worker.wake();
    }
    return quiet;
  }

  /** Whether the newest message of a conversation has changed, or may have. */
  #isNews(id: string, message = ''): boolean {
    const now = performance.now();
    const newest = this.#newest.get(id);
    if (newest?.message === message) return now < newest.until;
    this.#newest.set(id, { message, until: now + SAME_SECOND_MS });
    return true;
  }

  /** Reads new groups, and those named by an event; returns the others. */
  async #pollGroups(): Promise<string[]> {
    if (performance.now() < this.#groupsAt) return [];
    const { xmtp, officeId, stopping, self } = this.#client;
    try {
      const asked = performance.now();
      const { data: list, response } = await this.#client.persist(
        (options) => xmtp.listGroups(officeId, options).withResponse(),
        stopping,
      );
      // The server's time of the previous listing, as far as known.
      const before = Date.parse(response.headers['date'] ?? '') - (asked - this.#listedAt) - CLOCK_MS;
      this.#listedAt = asked;
      const groups = list.filter((group) => typeof group?.id === 'string' && Array.isArray(group.members));
      const all = groups.map(({ id }) => id);
      const mine = groups.filter(({ members }) => members.includes(self));
      const own = new Set(mine.map(({ id }) => id));
      this.#leaveOthers(all, own);
      const quiet: string[] = [];
      for (const { id, created_at } of mine) {
        const named = this.#named.get(id);
        if (this.#workers.has(id) && named === undefined) quiet.push(id);
        // A group that is older than the agent's membership has a history, which the agent does not answer.
        const isOld = Date.parse(created_at) < before;
        const isNew = this.#groups?.has(id) === false && !isOld;
        const worker = this.#workers.get(id) ?? this.#add(groupChannel(this.#client, id, isNew));
        if (!quiet.includes(id)) worker.wake(named);
        this.#named.delete(id);
      }
      this.#groups = new Set(all);
      return quiet;
    } catch (error) {
      if (statusOf(error) !== 403 && !isMissing(error)) throw error;
      // A server without groups, or one that is being replaced.
      this.#groupsAt = performance.now() + WITHOUT_GROUPS_MS;
      return [];
    }
  }

  /** Forgets the groups that the agent has left, also before it started. */
  #leaveOthers(all: readonly string[], own: ReadonlySet<string>): void {
    for (const [id, worker] of this.#workers) {
      if (!worker.isGroup || own.has(id)) continue;
      worker.leave();
      this.#workers.delete(id);
      this.#rounds.forget(id);
    }
    const { progress } = this.#shared;
    for (const id of all) if (!own.has(id) && progress.of(id)) progress.leave(id);
  }

  #add(channel: Channel): ChannelWorker {
    const worker = new ChannelWorker(this.#client, channel, this.#talker, this.#shared);
    this.#workers.set(channel.id, worker);
    return worker;
  }
}

/** A text that changes with each new message; `undefined` when the list has no newest message. */
function newestOf({ last_message, last_message_at }: XMTPConversation): string | undefined {
  return last_message === undefined || last_message_at === undefined
    ? undefined
    : JSON.stringify([last_message_at, last_message]);
}
