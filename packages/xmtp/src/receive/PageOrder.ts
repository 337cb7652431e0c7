import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** The rank of a message that was not read before. */
export const NEW: number = Number.POSITIVE_INFINITY;

/** How many more pairs of neighbours must show one order than the other to prove it. */
const PROOF = 3;
/** The share of the older messages that must lie together at one end of a page. */
const BLOCK = 0.7;

/**
 * Finds out whether a server lists the oldest or the newest messages first, and reverses its pages if needed.
 * Messages that were read earlier are older. Times count too if most of them agree: clocks may step.
 *
 * @example
 * ```ts
 * import type { XMTPMessage } from '@mitosislabs/xmtp';
 * import { PageOrder } from '@mitosislabs/xmtp/feed';
 *
 * const oldestFirst = (page: XMTPMessage[]): XMTPMessage[] => new PageOrder().oldestFirst(page, () => undefined);
 * ```
 */
export class PageOrder {
  /** How often a message that was read earlier stood before a later one, minus how often after it. */
  #evidence = 0;
  #isNewestFirst: boolean;
  #proved: boolean | undefined;
  #hasHint: boolean;

  /** @param proved - Whether the server lists the newest first, where that is known. */
  constructor(proved?: boolean) {
    this.#proved = proved;
    this.#isNewestFirst = proved ?? false;
    this.#hasHint = proved !== undefined;
    // An order that was proved before outweighs a hint to the contrary.
    if (proved !== undefined) this.#evidence = proved ? -PROOF : PROOF;
  }

  /** Whether the server lists the newest first; `undefined` until that is proved. */
  get isNewestFirst(): boolean | undefined {
    return this.#proved;
  }

  /** Whether the server probably lists the newest first; `undefined` until there is any hint. */
  get belief(): boolean | undefined {
    return this.#hasHint ? this.#isNewestFirst : undefined;
  }

  /**
   * Learns from a page and one read after it: if that has only a part of the messages, these are the newest.
   *
   * @param page - The page, in the server's order.
   * @param later - The page that was read after it.
   */
  compare(page: readonly XMTPMessage[], later: readonly XMTPMessage[]): void {
    const shared = new Set(later.map((message) => message?.id));
    // A server may repeat messages on a page.
    const isNewer = [...new Set(page.map(({ id }) => id))].map((id) => shared.has(id));
    const newer = isNewer.filter(Boolean).length;
    const { length } = isNewer;
    const older = length - newer;
    // One message of a short page is a hint.
    const isShort = length < 2 * PROOF;
    if (Math.min(newer, older) < (isShort ? 1 : PROOF)) return;
    const middleOf = (kind: boolean, count: number): number =>
      isNewer.reduce((sum, one, index) => (one === kind ? sum + index : sum), 0) / count;
    // Two blocks without a gap: their middles are half a page apart.
    const distance = middleOf(true, newer) - middleOf(false, older);
    if (Math.abs(distance) < length / (isShort ? 2 : 4)) return;
    // A page may leave some messages out: those of a block lie together.
    const end = distance < 0 ? isNewer.slice(-older) : isNewer.slice(0, older);
    if (end.filter((one) => !one).length < BLOCK * older) return;
    if (isShort) {
      this.hint(distance < 0);
      return;
    }
    this.#proved = this.#isNewestFirst = distance < 0;
    this.#hasHint = true;
    this.#evidence = distance < 0 ? -PROOF : PROOF;
  }

  /** Believes an order, if none was proved or believed before. */
  hint(isNewestFirst: boolean): void {
    if (this.belief !== undefined) return;
    this.#isNewestFirst = isNewestFirst;
    this.#hasHint = true;
  }

  /**
   * The messages of a page, oldest first.
   *
   * @param page - The messages as the server gave them.
   * @param rankOf - The poll in which a message was read: 0, 1, …, or {@link NEW}; `undefined` if unknown.
   */
  oldestFirst(
    page: readonly XMTPMessage[],
    rankOf: (message: XMTPMessage) => number | undefined,
  ): XMTPMessage[] {
    const ranks = page.flatMap((message) => rankOf(message) ?? []);
    // A page without new messages was already counted.
    if (ranks.includes(NEW)) this.#evidence += riseOf(ranks).rise;
    const { rise, steps } = riseOf(page.map(({ created_at }) => Date.parse(created_at)));
    // Messages that were stored late contradict the order. Until it is proved, times that all agree count for more.
    const agreed = steps >= 2 && Math.abs(rise) === steps ? Math.sign(rise) : 0;
    if (this.#proved === undefined && agreed !== 0 && agreed === -Math.sign(this.#evidence))
      this.#evidence = 0;
    const verdict = this.#evidence + (Math.abs(rise) * 2 > steps ? rise : 0);
    this.#hasHint ||= verdict !== 0;
    if (verdict !== 0) this.#isNewestFirst = verdict < 0;
    if (Math.abs(verdict) >= PROOF) this.#proved = verdict < 0;
    return this.inOrder(page);
  }

  /** The messages of a page, oldest first by what is known so far. */
  inOrder(page: readonly XMTPMessage[]): XMTPMessage[] {
    return this.#isNewestFirst ? [...page].reverse() : [...page];
  }
}

/** How often the next value is larger, minus how often it is smaller; and how often it is either. */
function riseOf(values: readonly number[]): { rise: number; steps: number } {
  let rise = 0;
  let steps = 0;
  for (let index = 1; index < values.length; index++) {
    const step = Math.sign((values[index] ?? 0) - (values[index - 1] ?? 0)) || 0;
    rise += step;
    steps += Math.abs(step);
  }
  return { rise, steps };
}
