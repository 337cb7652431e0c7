import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { MitosisError } from '@mitosislabs/auth/errors';
import { Delivery, GROWING_ANSWERS, MessageFeed, Serial } from '@mitosislabs/xmtp/feed';
import type { AgentMessage } from './AgentMessage.ts';
import type { Channel } from './Channel.ts';
import { acknowledgement, readControlFrame } from './controlFrames.ts';
import { firstLook } from './firstLook.ts';
import { historyOf } from './historyOf.ts';
import { MessageReply } from './MessageReply.ts';
import { type OfficeClient, statusOf } from './OfficeClient.ts';
import type { Progress } from './Progress.ts';
import { Rerun } from './Rerun.ts';
import { reasonOf } from './reasonOf.ts';
import { Sessions } from './Sessions.ts';
import { sleep } from './sleep.ts';

/** How long to wait after a look before the next, in ms. */
const BREATH_MS = 20;
/** How long a piece of an answer may take; the whole does not wait longer for it. */
const PART_TIMEOUT_MS = 3_000;

/** What the agent is to its conversations. */
export interface Talker {
  readonly capabilities: readonly string[];
  /** Answers a message; `undefined` when the agent does not talk. Never rejects but for what the handler throws. */
  readonly answer: ((message: AgentMessage, reply: MessageReply) => unknown) | undefined;
  readonly apology: string;
}

/** One conversation: reads what is new, acknowledges sessions at once, and answers messages one after the other. */
export class ChannelWorker {
  readonly #client: OfficeClient;
  readonly #channel: Channel;
  readonly #talker: Talker;
  readonly #progress: Progress;
  readonly #feed: MessageFeed;
  readonly #delivery: Delivery;
  readonly #sessions: Sessions;
  readonly #posting = new Serial();
  readonly #answering = new Serial();
  /** The sessions that an earlier run has acknowledged. */
  readonly #acknowledged = new Set<string>();
  #waiting = 0;
  #isBehind = false;
  readonly #pulling = new Rerun(() => this.#pull());
  #hasBegun = false;
  /** The message that an event named first: what came before it in a group is none of the agent's business. */
  #firstNew: string | undefined;

  constructor(client: OfficeClient, channel: Channel, talker: Talker, progress: Progress) {
    this.#client = client;
    this.#channel = channel;
    this.#talker = talker;
    this.#progress = progress;
    this.#sessions = new Sessions(progress.of(channel.id)?.sessions);
    this.#feed = new MessageFeed((after, before) => client.tell(gapError(channel.id, after, before)));
    const { thread } = channel;
    this.#delivery = new Delivery({ thread, feed: this.#feed, ended: client.working });
  }

  /** Reads what is new, now, or once more when it is at it. */
  wake(named?: string): void {
    if (!this.#hasBegun) this.#firstNew ??= named;
    this.#pulling.ask();
  }

  /** Whether the last look failed: there may be something new that was told of before. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Waits until what is new was read. */
  looked(): Promise<void> {
    return this.#pulling.settled();
  }

  /** Waits until nothing is at hand any more. */
  async settled(): Promise<void> {
    await this.#pulling.settled();
    await this.#answering.idle();
  }

  async #pull(): Promise<void> {
    if (this.#client.stopping.aborted || this.#client.pause.isOn) return;
    try {
      // A message that was read is taken up, also when the agent is stopping meanwhile.
      for (const message of await this.#news()) await this.#take(message);
      this.#isBehind = false;
      // Messages come in bursts: one look for many.
      await sleep(BREATH_MS, this.#client.stopping);
    } catch (error) {
      this.#isBehind = true;
      if (!this.#client.stopping.aborted) this.#client.tell(error);
    }
  }

  async #news(): Promise<XMTPMessage[]> {
    const { stopping, self } = this.#client;
    const read = (limit: number) =>
      this.#client.persist((options) => this.#channel.thread.read(limit, options), stopping);
    const { id, peer, isNew } = this.#channel;
    if (!this.#hasBegun) {
      const handled = this.#progress.of(id)?.handled;
      const isHistory = peer === undefined && !isNew;
      const known = { self, handled, isHistory, firstNew: this.#firstNew };
      await this.#feed.begin(firstLook(read, known, (history) => this.#recall(history, !handled)));
      this.#hasBegun = true;
    }
    return this.#feed.next(read);
  }

  /** Finds the sessions that were acknowledged before the start; and those that are open, where no memory tells them. */
  #recall(history: readonly XMTPMessage[], isForgotten: boolean): void {
    for (const { from_agent: from, content } of history) {
      const frame = readControlFrame(content);
      if (!frame) continue;
      const { type, sessionId, features } = frame;
      if (from === this.#client.self) this.#acknowledged.add(sessionId);
      else if (type === 'start' && isForgotten) this.#sessions.start(sessionId, from, features);
      else if (type === 'end' && isForgotten) this.#sessions.end(sessionId, from);
    }
  }

  async #take(message: XMTPMessage): Promise<void> {
    const { id, from_agent: from, content } = message;
    if (from === this.#client.self) return;
    const frame = readControlFrame(content);
    const isKnown = this.#sessions.hear(from);
    if (frame) {
      if (frame.type === 'end') this.#sessions.end(frame.sessionId, from);
      else if (frame.type === 'start') await this.#acknowledge(frame.sessionId, from, frame.features);
    } else if (this.#talker.answer && (isKnown || !(await this.#client.isAgent(from)))) {
      // Agents answer people, and other agents only in sessions that these have opened: or they would never stop.
      this.#queue(message);
      return;
    }
    this.#note(id);
  }

  /** In a group there are no sessions: they are between two. */
  async #acknowledge(sessionId: string, from: string, asked: readonly string[]): Promise<void> {
    if (this.#channel.peer === undefined || !this.#sessions.start(sessionId, from, asked)) return;
    if (this.#acknowledged.has(sessionId)) return;
    const features = asked.filter((feature) => feature === GROWING_ANSWERS);
    const frame = acknowledgement(sessionId, this.#talker.capabilities, features);
    await this.#post(frame, `ack-${sessionId}`).catch((error: unknown) => this.#client.tell(error));
  }

  #queue(message: XMTPMessage): void {
    this.#waiting++;
    void this.#answering.run(async () => {
      const { pause, working } = this.#client;
      // What waits at the end of the time is dealt with by the next start.
      const isAwake = await pause.over();
      if (isAwake && !working.aborted) await this.#answer(message);
      this.#waiting--;
      if (isAwake && !working.aborted) this.#note(message.id);
    });
  }

  async #answer(message: XMTPMessage): Promise<void> {
    const { working } = this.#client;
    const { id, from_agent: from } = message;
    let refusal: { error: unknown } | undefined;
    const post = {
      message: (text: string, number: number) =>
        this.#post(text, `answer-${number}-${id}`).catch((error: unknown) => {
          refusal = { error };
          throw error;
        }),
      frame: (content: string) =>
        this.#channel.thread.post(content, { signal: working, maxRetries: 0, timeout: PART_TIMEOUT_MS }),
    };
    const reply = new MessageReply(post, working, () => this.#sessions.growingFor(from), id);
    try {
      await this.#talker.answer?.(this.#withHistory(message), reply);
      await reply.end();
      // A handler may not have waited to hear what became of its words.
      if (refusal) throw (refusal as { error: unknown }).error;
    } catch (error) {
      if (working.aborted) return;
      this.#client.tell(error);
      await this.#client.note('error', reasonOf(error));
      if (!refusal || isFaultOf(refusal.error)) await this.#apologise(reply);
    }
  }

  /** Says that there is no answer, or that this is not all of it. */
  async #apologise(reply: MessageReply): Promise<void> {
    const { apology } = this.#talker;
    try {
      if (apology !== '' && reply.isOpen) await reply.write(`\n\n${apology}`);
      if (reply.isOpen) await reply.end();
      else if (apology !== '') await reply.send(apology);
    } catch (second) {
      this.#client.tell(second);
    }
  }

  /**
   * Posts a message until it is there, once. What carries the same key is posted once also by the next start, where the
   * server knows such keys.
   */
  #post(content: string, key: string): Promise<void> {
    const idempotencyKey = /^[!-~]{1,255}$/.test(key) ? key : undefined;
    const { working } = this.#client;
    return this.#posting.run(async () => {
      try {
        await this.#delivery.post(content, { since: this.#feed.looks, stops: [working], idempotencyKey });
      } catch (error) {
        // Another text came with this key: the message was answered before the agent was started anew.
        if (statusOf(error) !== 422 || Reflect.get(Object(error), 'code') !== 'idempotency_key_reused') {
          throw error;
        }
      }
    });
  }

  #note(id: string): void {
    this.#progress.note(this.#channel.id, id, this.#sessions.known(), this.#waiting === 0);
  }

  #withHistory(message: XMTPMessage): AgentMessage {
    const { id: conversationId, peer } = this.#channel;
    const read = (count: number) => this.#channel.thread.read(count, { signal: this.#client.working });
    const history = (limit = 20) => historyOf(read, message.id, limit);
    return { ...message, conversationId, isGroup: peer === undefined, history };
  }
}

/** Whether a text was refused for what it is, so that another one may be taken. */
function isFaultOf(refusal: unknown): boolean {
  return [400, 413, 422].includes(statusOf(refusal));
}

function gapError(channel: string, after: string, before: string): MitosisError {
  return new MitosisError(`Messages between ${after} and ${before} in ${channel} can no longer be had.`, {
    code: 'messages_lost',
    hint: 'So many came at once that the server gives only the newer ones.',
  });
}
