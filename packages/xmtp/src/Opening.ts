import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { SeenMessages } from './SeenMessages.ts';

/** A first poll that takes longer may hold messages sent during it. In ms. */
const SLOW_MS = 1_000;
/** The difference up to which two clocks count as the same, besides the time of the request. In ms. */
const TOLERANCE_MS = 50;
/** `Date` headers count whole seconds. In ms. */
const DATE_RESOLUTION_MS = 1_000;
/** How many announced messages are remembered: more than a page. */
const ANNOUNCED = 20_000;

/** The `Date` of an answer, and when its request went out and the answer came in, by `performance.now()`. */
export interface ServerDate {
  readonly date: number;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** The moment that divides history from news, as an interval: clocks and times are not exact. In ms since 1970. */
interface Boundary {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * The moment at which reading began. Divides the first page into history and news: after a first poll that fails or is
 * slow, it also holds messages sent after that moment.
 *
 * Messages announced by the event stream are news. For others the server's clock decides, read from the `Date` of its
 * answers; time passes by a monotonic clock. The clock of this machine decides only where the server's confirms it, or
 * cannot be read. Undecided messages are history, but news after a poll that failed or was slow.
 */
export class Opening {
  readonly #openedAt = performance.now();
  readonly #openedOn = Date.now();
  readonly #announced = new SeenMessages(ANNOUNCED);
  readonly #serverDate: () => ServerDate | undefined;
  #isLate = false;

  /** @param serverDate - The `Date` of the last response, if readable. */
  constructor(serverDate: () => ServerDate | undefined) {
    this.#serverDate = serverDate;
  }

  /** Notes a message announced by the event stream. */
  announce(id: string): void {
    this.#announced.add(id, 0);
  }

  /** Runs a first poll, and notes whether it failed or was slow. */
  async look<T>(task: () => Promise<T>): Promise<T> {
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
    const times = page.map(timeOf).filter(Number.isFinite);
    const resolution = times.every((time) => time % 1_000 === 0) ? 1_000 : 1;
    const { earliest, latest } = this.#boundary(Math.max(...times));
    return (message) => {
      const time = timeOf(message);
      if (this.#announced.has(message.id) || time > latest) return true;
      return this.#isLate && time + resolution - 1 > earliest;
    };
  }

  /** The opening on the clock that stamps messages. */
  #boundary(newest: number): Boundary {
    const elapsed = performance.now() - this.#openedAt;
    const boundary = this.#byServerDate();
    // A clock that stamps messages with future times is ahead by at least that much.
    const isAhead = newest > boundary.latest + elapsed + DATE_RESOLUTION_MS;
    return isAhead ? { earliest: newest - elapsed, latest: Number.POSITIVE_INFINITY } : boundary;
  }

  #byServerDate(): Boundary {
    // The local clock may have stepped since: only the elapsed time is certain.
    const local = Date.now() - (performance.now() - this.#openedAt);
    const openedOn = Math.abs(local - this.#openedOn) <= TOLERANCE_MS ? this.#openedOn : local;
    const server = this.#serverDate();
    if (!server) return { earliest: openedOn, latest: openedOn };
    const earliest = server.date - (server.receivedAt - this.#openedAt);
    const latest = server.date + DATE_RESOLUTION_MS - (server.sentAt - this.#openedAt);
    const isConfirmed = openedOn > earliest - TOLERANCE_MS && openedOn < latest + TOLERANCE_MS;
    return isConfirmed ? { earliest: openedOn, latest: openedOn } : { earliest, latest };
  }
}

function timeOf({ created_at }: XMTPMessage): number {
  // Some servers send milliseconds instead of text.
  return new Date(created_at).getTime();
}
