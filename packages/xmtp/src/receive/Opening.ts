import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { SeenMessages } from './SeenMessages.ts';
import { type ClockOffset, timeOf } from './Thread.ts';

/** A first poll that takes longer may hold messages sent during it. In ms. */
const SLOW_MS = 250;
/** The difference up to which two clocks count as the same, besides the time of the request. In ms. */
const TOLERANCE_MS = 50;
/** How far the clock that stamps messages may be ahead of the server's `Date`. In ms. */
const AHEAD_MS = 1_000;
/** The largest acceptable uncertainty of the opening by the server's clock. In ms. */
const PRECISE_MS = 150;
/** How many announced messages are remembered: more than a page. */
const ANNOUNCED = 20_000;

/** The moment that divides history from news, as an interval: clocks and times are not exact. In ms since 1970. */
interface Boundary {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * The moment at which reading began. Divides the first page into history and news: after a first poll that fails or is
 * slow, it also holds messages sent after that moment.
 *
 * Messages that the event stream announced are news. For others the server's clock decides, read from the
 * `Date` of one or more responses; elapsed time is measured by a monotonic clock. The clock of this machine
 * decides only if the server's confirms it or cannot be read. Messages that remain undecided are history;
 * after a poll that failed or was slow, news.
 */
export class Opening {
  readonly #openedAt = performance.now();
  readonly #openedOn = Date.now();
  readonly #announced = new SeenMessages(ANNOUNCED);
  readonly #serverOffset: () => ClockOffset | undefined;
  #isLate = false;

  /** @param serverOffset - How far the server's clock is ahead, if its responses have a readable `Date`. */
  constructor(serverOffset: () => ClockOffset | undefined) {
    this.#serverOffset = serverOffset;
  }

  /** Notes a message announced by the event stream. */
  announce(id: string): void {
    this.#announced.add(id, 0);
  }

  /** Runs a first poll, and notes whether it failed or was slow. */
  async poll<T>(task: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      const answer = await task();
      this.#isLate ||= performance.now() - start > SLOW_MS;
      return answer;
    } catch (error) {
      this.#isLate = true;
      throw error;
    }
  }

  /** Returns the predicate that selects the news on the first page. */
  judge(page: readonly XMTPMessage[]): (message: XMTPMessage) => boolean {
    const { earliest, latest, resolution } = this.#boundary(page);
    return (message) => {
      const time = timeOf(message);
      if (this.#announced.has(message.id) || time > latest) return true;
      return this.#isLate && time + resolution - 1 > earliest;
    };
  }

  /** Whether the `Date` of more responses, which makes the server's clock more exact, can decide more of a page. */
  isUnsure(page: readonly XMTPMessage[]): boolean {
    const { earliest, latest, resolution } = this.#boundary(page);
    if (latest === Number.POSITIVE_INFINITY || !(latest - earliest > PRECISE_MS)) return false;
    return page.some((message) => {
      const time = timeOf(message);
      const isOpen = time + resolution - 1 > earliest && time <= latest;
      return isOpen && !this.#announced.has(message.id);
    });
  }

  /** The opening by the clock that stamps messages, and how exact their times are, in ms. */
  #boundary(page: readonly XMTPMessage[]): Boundary & { resolution: number } {
    const times = page.map(timeOf).filter(Number.isFinite);
    const resolution = times.every((time) => time % 1_000 === 0) ? 1_000 : 1;
    const newest = Math.max(...times);
    const elapsed = performance.now() - this.#openedAt;
    const boundary = this.#byServerDate();
    // A clock that stamps messages with future times is ahead by at least that much.
    const isAhead = newest > boundary.latest + elapsed + AHEAD_MS;
    const ahead = { earliest: newest - elapsed, latest: Number.POSITIVE_INFINITY };
    return { ...(isAhead ? ahead : boundary), resolution };
  }

  #byServerDate(): Boundary {
    // The local clock may have stepped since: only the elapsed time is certain.
    const local = Date.now() - (performance.now() - this.#openedAt);
    const openedOn = Math.abs(local - this.#openedOn) <= TOLERANCE_MS ? this.#openedOn : local;
    const offset = this.#serverOffset();
    if (!offset) return { earliest: openedOn, latest: openedOn };
    const earliest = offset.low + this.#openedAt;
    const latest = offset.high + this.#openedAt;
    const isConfirmed = openedOn > earliest - TOLERANCE_MS && openedOn < latest + TOLERANCE_MS;
    return isConfirmed ? { earliest: openedOn, latest: openedOn } : { earliest, latest };
  }
}
