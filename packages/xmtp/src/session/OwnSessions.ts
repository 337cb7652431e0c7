import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { readSessionFrame, sessionsOf } from '../protocol/sessionFrames.ts';
import type { ReadNewest } from '../receive/MessageFeed.ts';
import { SeenMessages } from '../receive/SeenMessages.ts';

/** The most sessions of a conversation to remember. */
const REMEMBERED = 1_000;
/** The first and the largest page to read when looking for the start of a session. */
const FIRST_PAGE = 1_000;
const LARGEST_PAGE = 10_000;

/**
 * The sessions that the user began in a conversation, in this process or another. An agent's control frames in them
 * are not messages; text that looks like a frame of any other session is.
 */
export class OwnSessions {
  readonly #isOwn: (message: XMTPMessage) => boolean;
  readonly #begun = new SeenMessages(REMEMBERED);
  #hasLookedBack = false;

  /** @param isOwn - Whether the user sent a message. */
  constructor(isOwn: (message: XMTPMessage) => boolean) {
    this.#isOwn = isOwn;
  }

  /**
   * Learns of sessions from messages. Reads back once for a frame of an unknown session, which may
   * be older than the first page.
   *
   * @throws errors of `read`.
   */
  async learn(messages: readonly XMTPMessage[], read: ReadNewest): Promise<void> {
    this.#note(messages);
    if (this.#hasLookedBack || !messages.some((message) => this.#isUnknownFrame(message))) return;
    for (let limit = FIRST_PAGE; ; limit = LARGEST_PAGE) {
      const page = await read(limit);
      this.#note(page);
      if (page.length < limit || limit === LARGEST_PAGE) break;
    }
    this.#hasLookedBack = true;
  }

  /** Whether a text of the agent is a control frame of one of these sessions, other than `sessionId`. */
  isFrame(content: string, sessionId: string): boolean {
    const frame = readSessionFrame(content);
    if (!frame || frame.type === 'start') return false;
    return sessionsOf(frame).some((id) => id !== sessionId && this.#begun.has(id));
  }

  #note(messages: readonly XMTPMessage[]): void {
    for (const message of messages) {
      if (typeof message?.content !== 'string' || !this.#isOwn(message)) continue;
      const frame = readSessionFrame(message.content);
      if (frame?.type === 'start') this.#begun.add(frame.sessionId, 0);
    }
  }

  #isUnknownFrame(message: XMTPMessage): boolean {
    if (this.#isOwn(message)) return false;
    const frame = readSessionFrame(message.content);
    return (
      frame !== undefined && frame.type !== 'start' && !sessionsOf(frame).some((id) => this.#begun.has(id))
    );
  }
}
