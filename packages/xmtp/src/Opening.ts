import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { SeenMessages } from './SeenMessages.ts';

/** A first look that takes longer than this may hold messages that were sent during it. In ms. */
const SLOW_MS = 1_000;
/** How far two clocks may differ and still count as the same, beside what the request itself takes. In ms. */
const TOLERANCE_MS = 50;
/** `Date` headers count whole seconds. In ms. */
const DATE_RESOLUTION_MS = 1_000;
/** How many announced messages are remembered: more than one page holds. */
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
 * The moment at which reading began. Divides the first page into history and news: a first look that fails, waits or is
 * slow also brings messages that were sent after that moment.
 *
 * Messages that the event stream announced are news. For others the server's clock decides, read from the `Date` of its
 * answers; time passes by a monotonic clock. The clock of this machine decides only where the server's confirms it, or
 * cannot be read. What cannot be decided is history, but news after a look that failed or was slow.
 */
export class Opening {
  readonly #openedAt = performance.now();
  readonly #openedOn = Date.now();
  readonly #announced = new SeenMessages(ANNOUNCED);
  readonly #serverDate: () => ServerDate | undefined;
  #isLate = false;

  /** @param serverDate - The `Date` of the answer that was read last, where it can be read. */
  constructor(serverDate: () => ServerDate | undefined) {
    this.#serverDate = serverDate;
  }

  /** Remembers a message that the event stream announced. */
  announce(id: string): void {
    this.#announced.add(id, 0);
  }

  /** Runs a first look, and notes whether it failed or was slow. */
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

  /** Gives the test that tells which messages of the first page are news. */
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

  /** The opening by the clock that stamps messages. */
  #boundary(newest: number): Boundary {
    const elapsed = performance.now() - this.#openedAt;
    const boundary = this.#byServerDate();
    // A clock that stamps messages with times to come is ahead by at least that much.
    const isAhead = newest > boundary.latest + elapsed + DATE_RESOLUTION_MS;
    return isAhead ? { earliest: newest - elapsed, latest: Number.POSITIVE_INFINITY } : boundary;
  }

  #byServerDate(): Boundary {
    // The clock of this machine may have stepped since: then only the time that has passed is certain.
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
  // Some servers send milliseconds in place of text.
  return new Date(created_at).getTime();
}
