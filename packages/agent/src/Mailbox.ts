import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';
import { type Channel, groupChannel, peerChannel } from './Channel.ts';
import { ChannelWorker, type Talker } from './ChannelWorker.ts';
import { type OfficeClient, statusOf } from './OfficeClient.ts';
import type { Progress } from './Progress.ts';
import { Rerun } from './Rerun.ts';

/** The name under which users write to agents. */
const USER = 'admin-sdk';

/** What an event tells of a message. */
export interface MessageEvent {
  readonly id: string | undefined;
  readonly from: string | undefined;
  /** The conversation or the group. */
  readonly channel: string | undefined;
}

/** All conversations and groups of the agent: finds new ones, and wakes those in which there is something new. */
export class Mailbox {
  readonly #client: OfficeClient;
  readonly #talker: Talker;
  readonly #progress: Progress;
  readonly #workers = new Map<string, ChannelWorker>();
  /** The newest message of each conversation when it was last read, as the list gave it. */
  readonly #newest = new Map<string, string>();
  readonly #named = new Map<string, string>();
  readonly #looking = new Rerun(() => this.#look());
  /** All groups of the office when they were last listed. */
  #groups: ReadonlySet<string> | undefined;
  #hasGroups = true;

  constructor(client: OfficeClient, talker: Talker, progress: Progress) {
    this.#client = client;
    this.#talker = talker;
    this.#progress = progress;
  }

  /** Looks for news in all conversations, now, or once more when it is at it. */
  wake(): void {
    this.#looking.ask();
  }

  /** Looks in all of them, also where nothing seems to be new: what was told while the agent was suspended was not read. */
  resume(): void {
    this.#newest.clear();
    this.wake();
  }

  /** Reads the conversation in which something happened. */
  tell({ id, from, channel }: MessageEvent): void {
    if (from === this.#client.self) return;
    const worker = channel === undefined ? undefined : this.#workers.get(channel);
    if (worker) worker.wake(id);
    else {
      // More than a few are a server's nonsense.
      const isNew = channel !== undefined && !this.#named.has(channel) && this.#named.size < 1_000;
      if (isNew && id !== undefined) this.#named.set(channel, id);
      this.wake();
    }
  }

  /** Waits until each conversation was looked at. */
  async looked(): Promise<void> {
    await this.#looking.settled();
    await Promise.all([...this.#workers.values()].map((worker) => worker.looked()));
  }

  /** Waits until nothing is at hand any more. */
  async settled(): Promise<void> {
    await this.#looking.settled();
    await Promise.all([...this.#workers.values()].map((worker) => worker.settled()));
  }

  async #look(): Promise<void> {
    const { stopping, pause } = this.#client;
    if (stopping.aborted || pause.isOn) return;
    try {
      await Promise.all([this.#lookAtConversations(), this.#lookAtGroups()]);
    } catch (error) {
      if (!stopping.aborted) this.#client.tell(error);
    }
  }

  async #lookAtConversations(): Promise<void> {
    const { xmtp, officeId, stopping } = this.#client;
    const list = await this.#client
      .persist((options) => xmtp.listConversations(officeId, options), stopping)
      .catch((error: unknown) => {
        if (![404, 405, 501].includes(statusOf(error))) throw error;
        // A server that lists none has the one with the user all the same; or the office is gone.
        this.#client.doubt();
        return [{ id: USER, peer: USER }];
      });
    for (const conversation of list) {
      const { id, peer } = conversation;
      const worker = this.#workers.get(id) ?? this.#add(peerChannel(this.#client, id, peer));
      const newest = newestOf(conversation);
      if (newest !== undefined && this.#newest.get(id) === newest && !worker.isBehind) continue;
      if (newest !== undefined) this.#newest.set(id, newest);
      worker.wake();
    }
  }

  async #lookAtGroups(): Promise<void> {
    if (!this.#hasGroups) return;
    const { xmtp, officeId, stopping, self } = this.#client;
    try {
      const list = await this.#client.persist((options) => xmtp.listGroups(officeId, options), stopping);
      for (const { id, members } of list) {
        // One that was there before the agent came to it has a history, which is none of its business.
        const isNew = this.#groups?.has(id) === false;
        const worker = members.includes(self)
          ? (this.#workers.get(id) ?? this.#add(groupChannel(this.#client, id, isNew)))
          : undefined;
        if (!worker) this.#workers.delete(id);
        worker?.wake(this.#named.get(id));
        this.#named.delete(id);
      }
      this.#groups = new Set(list.map(({ id }) => id));
    } catch (error) {
      const status = statusOf(error);
      if (![403, 404, 405, 501].includes(status)) throw error;
      // A server without groups.
      this.#hasGroups = false;
    }
  }

  #add(channel: Channel): ChannelWorker {
    const worker = new ChannelWorker(this.#client, channel, this.#talker, this.#progress);
    this.#workers.set(channel.id, worker);
    return worker;
  }
}

/** What changes when there is a new message; `undefined` where the server does not tell. */
function newestOf({ last_message, last_message_at }: XMTPConversation): string | undefined {
  return last_message === undefined || last_message_at === undefined
    ? undefined
    : JSON.stringify([last_message_at, last_message]);
}
