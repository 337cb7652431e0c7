import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { Mutex, sleep } from '@mitosislabs/auth/async';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { MitosisError } from '@mitosislabs/auth/errors';
import { ackFrame, Delivery, MessageFeed, readSessionFrame, STREAMING_ANSWERS } from '@mitosislabs/xmtp/feed';
import { CoalescingTask } from '../async/CoalescingTask.ts';
import type { Attempts } from '../memory/Attempts.ts';
import type { Progress } from '../memory/Progress.ts';
import { isRefused, type OfficeClient, retriesFor, statusOf } from '../office/OfficeClient.ts';
import { reasonOf } from '../text/reasonOf.ts';
import type { AgentMessage } from './AgentMessage.ts';
import { AgentTurns } from './AgentTurns.ts';
import { Announcements } from './Announcements.ts';
import type { Channel } from './Channel.ts';
import type { Colleagues } from './Colleagues.ts';
import { firstPoll } from './firstPoll.ts';
import { historyOf } from './historyOf.ts';
import { MessageReply } from './MessageReply.ts';
import { MessageTelemetry } from './MessageTelemetry.ts';
import { OPEN_MS, Sessions } from './Sessions.ts';

/** How long to wait after a poll before the next, in ms. */
const BREATH_MS = 20;
/** How long posting a piece of an answer may take; the complete message does not wait longer for it. */
const PART_TIMEOUT_MS = 3_000;

/** The parts of an agent that conversations use: its handler and its capabilities. */
export interface Talker {
  readonly capabilities: readonly string[];
  /** Answers a message; `undefined` if the agent has no handler for messages. Rejects only when the handler throws. */
  readonly answer: ((message: AgentMessage, reply: MessageReply) => unknown) | undefined;
  readonly apology: string;
  /** The most answers to another agent within an hour in one conversation. */
  readonly agentTurns: number;
}

/** State shared by the conversations of an agent. */
export interface Shared {
  readonly progress: Progress;
  readonly attempts: Attempts;
  readonly colleagues: Colleagues;
}

/** One conversation: reads new messages, acknowledges sessions at once, and answers messages one after the other. */
export class ChannelWorker {
  readonly #client: OfficeClient;
  readonly #channel: Channel;
  readonly #talker: Talker;
  readonly #progress: Progress;
  readonly #feed: MessageFeed;
  readonly #delivery: Delivery;
  readonly #sessions: Sessions;
  readonly #turns: AgentTurns;
  readonly #attempts: Attempts;
  readonly #colleagues: Colleagues;
  readonly #telemetry: MessageTelemetry;
  readonly #posting = new Mutex();
  readonly #answering = new Mutex();
  /** The sessions that an earlier run has acknowledged. */
  readonly #acknowledged = new Set<string>();
  #waiting = 0;
  #isBehind = false;
  #hasNews = false;
  #isLeft = false;
  #isOutOfTurns = false;
  /** Whether the agent has sent something here since it started. Earlier messages may have been started in an earlier run. */
  #hasSpoken = false;
  readonly #pulling = new CoalescingTask(() => this.#pull());
  #hasBegun = false;
  readonly #announcements = new Announcements();
  /** The first message that an event announced: earlier messages of a group are not for the agent. */
  #firstNew: string | undefined;

  constructor(
    client: OfficeClient,
    channel: Channel,
    talker: Talker,
    { progress, attempts, colleagues }: Shared,
  ) {
    this.#client = client;
    this.#channel = channel;
    this.#talker = talker;
    this.#progress = progress;
    this.#attempts = attempts;
    this.#colleagues = colleagues;
    this.#telemetry = new MessageTelemetry(client, channel);
    const { sessions, turns } = progress.of(channel.id) ?? {};
    this.#turns = new AgentTurns(talker.agentTurns, turns);
    this.#sessions = new Sessions(sessions);
    this.#feed = new MessageFeed((after, before) => this.#reportGap(after, before));
    const { thread } = channel;
    this.#delivery = new Delivery({ thread, feed: this.#feed, ended: client.working });
  }

  /** Polls now; if a poll is running, polls again afterwards. */
  wake(named?: string): void {
    if (!this.#hasBegun) this.#firstNew ??= named;
    if (named !== undefined && this.isGroup) this.#announcements.add(named);
    this.#pulling.ask();
  }

  /** Whether the last poll failed: announced messages may still be unread. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Whether it is a group. */
  get isGroup(): boolean {
    return this.#channel.peer === undefined;
  }

  /** Whether something new was found since the last call. */
  takeNews(): boolean {
    const hadNews = this.#hasNews;
    this.#hasNews = false;
    return hadNews;
  }

  /** Notes that the agent was removed from the group: later messages there are not for it. */
  leave(): void {
    this.#isLeft = true;
    this.#progress.leave(this.#channel.id);
  }

  /** Waits until new messages were read. */
  polled(): Promise<void> {
    return this.#pulling.settled();
  }

  /** Waits until no work is in progress. */
  async settled(): Promise<void> {
    await this.#pulling.settled();
    await this.#answering.idle();
  }

  async #pull(): Promise<void> {
    if (this.#client.stopping.aborted || this.#client.pause.isOn || this.#isLeft) return;
    try {
      const wasWaiting = !this.#hasBegun;
      const filterFor = this.#announcements.poll(this.#client.stream);
      const news = await this.#news();
      if (this.#isLeft) return;
      this.#hasNews ||= news.length > 0;
      const isForUs = filterFor(news);
      // A message that was read is handled, even if the agent is stopping meanwhile.
      for (const message of news) {
        if (isForUs(message)) await this.#take(message, wasWaiting);
        else this.#note(message.id);
      }
      this.#isBehind = false;
      // Messages come in bursts: one poll for many.
      await sleep(BREATH_MS, this.#client.stopping);
    } catch (error) {
      this.#isBehind = true;
      if (!this.#client.stopping.aborted) this.#client.report(error);
    }
  }

  async #news(): Promise<XMTPMessage[]> {
    const { stopping, self } = this.#client;
    const read = (limit: number) =>
      this.#client.persist((options) => this.#channel.thread.read(limit, options), stopping);
    const { id, peer, isNew } = this.#channel;
    if (!this.#hasBegun) {
      const { handled, isLeft } = this.#progress.of(id) ?? {};
      const isHistory = peer === undefined && !isNew;
      // With one other party, nothing is history because of an event.
      const firstNew = peer === undefined ? this.#firstNew : undefined;
      const known = { self, handled, isHistory, isLeft, firstNew };
      let isQuiet = false;
      const first = firstPoll(read, known, {
        history: (history, fresh) => {
          isQuiet = fresh === 0;
          this.#recall(history, !handled || isLeft === true);
        },
        gap: (after, before) => this.#reportGap(after, before),
      });
      await this.#feed.begin(first);
      this.#hasBegun = true;
      if (isQuiet) return [];
    }
    return this.#feed.next(read);
  }

  /** Finds the sessions that were acknowledged before the start, and without a memory also the open ones. */
  #recall(history: readonly XMTPMessage[], isForgotten: boolean): void {
    const { self } = this.#client;
    const lastWord = new Map(
      history.map(({ from_agent, created_at }) => [from_agent, Date.parse(created_at)]),
    );
    const now = Math.max(...[...lastWord.values()].filter((time) => !Number.isNaN(time)));
    for (const { from_agent: from, content } of history) {
      const frame = readSessionFrame(content);
      if (!frame) continue;
      const { sessionId } = frame;
      const isOver = now - (lastWord.get(from) ?? now) > OPEN_MS;
      if (from === self) this.#acknowledged.add(sessionId);
      else if (frame.type === 'start' && isForgotten && !isOver) {
        this.#sessions.start(sessionId, from, frame.features);
      } else if (frame.type === 'end' && isForgotten) this.#sessions.end(sessionId, from);
    }
    // History stays history after a restart.
    if (isForgotten) {
      const ids = history.map(({ id }) => id);
      this.#progress.join(this.#channel.id, ids, this.#sessions.known());
    }
  }

  async #take(message: XMTPMessage, wasWaiting: boolean): Promise<void> {
    const { id, from_agent: from, content } = message;
    if (from === this.#client.self) return;
    const frame = readSessionFrame(content);
    const hasSession = this.#sessions.hear(from);
    if (frame) {
      if (frame.type === 'end') this.#sessions.end(frame.sessionId, from);
      else if (frame.type === 'start') {
        this.#telemetry.noteStart(message);
        await this.#acknowledge(frame.sessionId, from, frame.features);
      }
    } else if (this.#talker.answer && (await this.#mayAnswer(from, hasSession))) {
      this.#queue(message, wasWaiting);
      return;
    }
    this.#note(id);
  }

  /** Agents answer people; other agents only in sessions that those opened, up to the limit. */
  async #mayAnswer(from: string, hasSession: boolean): Promise<boolean> {
    const { peer, id } = this.#channel;
    if (peer === SDK_USER || !(await this.#colleagues.isAgent(from))) return true;
    if (!hasSession) return false;
    const hasTurn = this.#turns.take();
    if (!hasTurn && !this.#isOutOfTurns) this.#client.report(turnsError(from, id, this.#talker.agentTurns));
    this.#isOutOfTurns = !hasTurn;
    return hasTurn;
  }

  /** Groups have no sessions. */
  async #acknowledge(sessionId: string, from: string, asked: readonly string[]): Promise<void> {
    if (this.#channel.peer === undefined || !this.#sessions.start(sessionId, from, asked)) return;
    if (this.#acknowledged.has(sessionId)) return;
    const known = [STREAMING_ANSWERS, ...this.#telemetry.features];
    const features = asked.filter((feature) => known.includes(feature));
    const frame = ackFrame(sessionId, this.#talker.capabilities, features);
    await this.#post(frame, `ack-${sessionId}`).catch((error: unknown) => this.#client.report(error));
  }

  #queue(message: XMTPMessage, wasWaiting: boolean): void {
    this.#waiting++;
    const traceparent = this.#telemetry.take(message);
    const handle = async (): Promise<void> => {
      const { pause, working, stopping, handsOver } = this.#client;
      // Messages that still wait when the time is over are handled by the next start.
      const isAwake = await pause.over();
      const begins = isAwake && !working.aborted && !(handsOver && stopping.aborted);
      if (begins) {
        await this.#answer(message, wasWaiting && !this.#hasSpoken, traceparent);
      }
      this.#waiting--;
      if (begins && !working.aborted) this.#note(message.id);
    };
    void this.#telemetry.queued(() => this.#answering.run(handle));
  }

  async #answer(message: XMTPMessage, wasWaiting: boolean, traceparent: string | undefined): Promise<void> {
    const { working } = this.#client;
    const { id, from_agent: from } = message;
    const answers: string[] = [];
    let refusal: { error: unknown; text: string } | undefined;
    const post = {
      message: (text: string, number: number) =>
        this.#post(text, `answer-${number}-${id}`)
          .then(() => void answers.push(text))
          .catch((error: unknown) => {
            refusal = { error, text };
            throw error;
          }),
      frame: (content: string) =>
        this.#channel.thread.post(content, { signal: working, maxRetries: 0, timeout: PART_TIMEOUT_MS }),
    };
    const reply = new MessageReply(post, working, () => this.#sessions.streamingFor(from), id);
    try {
      const answer = async (): Promise<void> => {
        await this.#talker.answer?.(this.#withHistory(message), reply);
        await reply.end();
        // The handler may not have awaited its last write.
        if (refusal) throw (refusal as { error: unknown }).error;
      };
      const followed = { traceparent, answers };
      await this.#attempts.run(id, wasWaiting, () => this.#telemetry.answering(message, followed, answer));
    } catch (error) {
      if (working.aborted) return;
      this.#client.report(error);
      await this.#client.note('error', reasonOf(error));
      if (!refusal || isRefused(refusal.error, refusal.text)) await this.#apologise(reply);
    }
  }

  /** Sends the apology: there is no answer, or it is incomplete. */
  async #apologise(reply: MessageReply): Promise<void> {
    const { apology } = this.#talker;
    try {
      // An answer that is too long is cut, with a mark.
      if (apology !== '' && reply.isOpen) await reply.write(`\n\n${apology}`).catch(() => undefined);
      if (reply.isOpen) await reply.end();
      else if (apology !== '') await reply.send(apology);
    } catch (second) {
      this.#client.report(second);
    }
  }

  /**
   * Posts a message once, with retries. With the same key, the next start does not post it again, if the server honours keys.
   */
  #post(content: string, key: string): Promise<void> {
    const idempotencyKey = /^[!-~]{1,255}$/.test(key) ? key : undefined;
    const { working } = this.#client;
    return this.#posting.run(async () => {
      try {
        await this.#delivery.post(content, {
          since: this.#feed.polls,
          stops: [working],
          retries: retriesFor(content),
          idempotencyKey,
        });
        this.#hasSpoken ||= key.startsWith('answer-');
      } catch (error) {
        // The key was used for another text: the message was answered before the restart.
        if (statusOf(error) !== 422 || Reflect.get(Object(error), 'code') !== 'idempotency_key_reused') {
          throw error;
        }
      }
    });
  }

  #reportGap(after: string, before: string): void {
    this.#client.report(gapError(this.#channel.id, after, before));
  }

  #note(id: string): void {
    this.#progress.end(id);
    if (this.#isLeft) return;
    const known = { sessions: this.#sessions.known(), turns: this.#turns.known() };
    this.#progress.note(this.#channel.id, id, known, this.#waiting === 0);
  }

  #withHistory(message: XMTPMessage): AgentMessage {
    const { id: conversationId, peer } = this.#channel;
    const read = (count: number) => this.#channel.thread.read(count, { signal: this.#client.working });
    const history = (limit = 20) => historyOf(read, message, limit);
    return { ...message, conversationId, isGroup: peer === undefined, history };
  }
}

function gapError(channel: string, after: string, before: string): MitosisError {
  const between = after === '' ? `before ${before}` : `between ${after} and ${before}`;
  return new MitosisError(`Messages ${between} in ${channel} are not answered.`, {
    code: 'messages_lost',
    hint: 'So many came at once, or while the agent was away, that the server returns only the newer ones.',
  });
}

function turnsError(from: string, channel: string, turns: number): MitosisError {
  return new MitosisError(
    `${from}, an agent, was answered ${turns} times within an hour in ${channel}, and is not answered for now.`,
    {
      code: 'agent_turns',
      hint: 'This ends loops between agents. `agentTurns` of defineAgent sets the limit.',
    },
  );
}
