import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { isMessage, PageOrder, type ReadNewest, readSessionFrame } from '@mitosislabs/xmtp/feed';

/** The most unanswered messages to take up without a memory. */
const BACKLOG = 1_000;
const LARGEST_PAGE = 10_000;
/** A page with fewer messages is complete. */
const LEAST_CAP = 20;

/** Known facts about a conversation before its first poll. */
export interface Known {
  readonly self: string;
  /** Whether messages are history by default: in a group that is older than the agent's membership. */
  readonly isHistory: boolean;
  /** Whether the agent was removed and is back: then all is history except announced messages. */
  readonly isLeft?: boolean | undefined;
  /** The ids of handled messages; none in a conversation whose first message may not be handled; `undefined` without a memory of it. */
  readonly handled: readonly string[] | undefined;
  /** The id of the first new message, if an event has announced one. */
  readonly firstNew: string | undefined;
}

/** Callbacks for the findings. */
export interface FirstPollListeners {
  /** Called once with the history and the number of new messages. */
  history(oldestFirst: readonly XMTPMessage[], fresh: number): void;
  /** Called for a gap: messages after one, or after the beginning (`''`), and before another are skipped. */
  gap(after: string, before: string): void;
}

/**
 * Reads a conversation for the first time and returns only its history: the messages that an earlier run has
 * handled. A memory holds their ids. Without a memory, the history ends with the agent's last message. In an
 * older group without a message of the agent, all is history except announced messages.
 */
export function firstPoll(read: ReadNewest, known: Known, on: FirstPollListeners): ReadNewest {
  const dealtWith = new Set(known.handled);
  return async (limit) => {
    const order = new PageOrder();
    for (let size = limit * 2, before = -1; ; size = Math.min(size * 4, LARGEST_PAGE)) {
      const answer = (await read(size)).filter(isMessage);
      const page = order.oldestFirst(answer, () => undefined);
      const isLast = answer.length < size || answer.length <= before || size === LARGEST_PAGE;
      const found =
        startOf(page, known) ??
        (isLast ? startOf(page, { ...known, isHistory: false, handled: undefined }) : undefined);
      const isFresh = ({ id, from_agent }: XMTPMessage) => from_agent !== known.self && !dealtWith.has(id);
      const fresh = new Set(found === undefined ? [] : page.slice(found).filter(isFresh));
      const history = answer.filter((message) => !fresh.has(message));
      // A page of only new messages does not show enough of the history.
      if (found !== undefined && (isLast || history.length >= limit)) {
        reportGap(page, found, known, on);
        on.history(
          page.filter((message) => !fresh.has(message)),
          fresh.size,
        );
        return history;
      }
      before = answer.length;
    }
  };
}

/** The index of the first message that may be new; `undefined` when the page does not reach back to handled messages. */
function startOf(page: readonly XMTPMessage[], known: Known): number | undefined {
  const { isHistory, isLeft, handled = [], firstNew } = known;
  const announced = page.findIndex(({ id }) => id === firstNew);
  if (isLeft) return announced < 0 ? page.length : announced;
  const dealtWith = new Set(handled);
  const oldest = page.findIndex(({ id }) => dealtWith.has(id));
  if (oldest >= 0) return oldest;
  if (handled.length > 0) return undefined;
  // With a memory, an answer to one message does not mean that those before it were handled.
  const spoken = !isHistory && known.handled ? -1 : lastWords(page, known.self);
  if (isHistory && known.handled === undefined && spoken < 0 && announced < 0) return page.length;
  // In an older group, messages before the first event are history.
  return Math.max(announced, spoken + 1, page.length - BACKLOG);
}

/** The index of the agent's last message; -1 when there is none. */
function lastWords(page: readonly XMTPMessage[], self: string): number {
  return page.reduce(
    (last, { from_agent, content }, index) =>
      from_agent === self && !readSessionFrame(content) ? index : last,
    -1,
  );
}

/** Reports messages between the handled and the new ones that are skipped. */
function reportGap(
  page: readonly XMTPMessage[],
  start: number,
  { self, isHistory, isLeft, handled = [], firstNew }: Known,
  on: FirstPollListeners,
): void {
  const first = page[start];
  if (isLeft || !first) return;
  const dealtWith = new Set(handled);
  if (page.some(({ id }) => dealtWith.has(id))) return;
  const last = handled.at(-1);
  const isOutOfReach = last !== undefined;
  const isLeftOut = start > 0 && start === page.length - BACKLOG && lastWords(page, self) < start - 1;
  const isCut =
    start === 0 && !isHistory && first.id !== firstNew && isRound(page.length) && lastWords(page, self) < 0;
  if (isOutOfReach || isLeftOut || isCut) on.gap(last ?? '', first.id);
}

/** Whether a page is as long as a usual page limit: a false gap is better than a silent one. */
function isRound(length: number): boolean {
  const leading = length / 10 ** Math.floor(Math.log10(length));
  return length >= LEAST_CAP && ([1, 2, 2.5, 5].includes(leading) || Number.isInteger(Math.log2(length)));
}
