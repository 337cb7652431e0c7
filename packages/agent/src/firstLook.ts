import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { PageOrder, type ReadNewest } from '@mitosislabs/xmtp/feed';
import { readControlFrame } from './controlFrames.ts';

/** How many messages that were not dealt with are taken up at the most, where no memory says that they are more. */
const BACKLOG = 1_000;
const LARGEST_PAGE = 10_000;
/** Fewer messages than this are no page that a server has cut off. */
const LEAST_CAP = 20;

/** What is known of a conversation before it is looked at. */
export interface Known {
  readonly self: string;
  /** Whether it is history where nothing says that it is new: a group that was there before the agent. */
  readonly isHistory: boolean;
  /** Whether the agent was taken out of it and is back: then all is history but what it was told of. */
  readonly isLeft?: boolean | undefined;
  /** The ids of messages that were dealt with. */
  readonly handled: readonly string[] | undefined;
  /** The id of the first message that is new, if somebody has told. */
  readonly firstNew: string | undefined;
}

/** Whom to tell of what was found. */
export interface FirstLookListeners {
  /** Told once of what is history, and how many messages are new. */
  history(oldestFirst: readonly XMTPMessage[], fresh: number): void;
  /** Messages after one, or after the beginning (`''`), and before another are not dealt with. */
  gap(after: string, before: string): void;
}

/**
 * Reads a conversation for the first time, and gives only what is history: what the agent has dealt with before it was
 * started. A memory tells that by ids; without one, what the agent has said last ends it. In a group that was there before it,
 * and in which it has said nothing, all is history but what it was told of.
 */
export function firstLook(read: ReadNewest, known: Known, on: FirstLookListeners): ReadNewest {
  const dealtWith = new Set(known.handled);
  return async (limit) => {
    const order = new PageOrder();
    for (let size = limit * 2, before = -1; ; size = Math.min(size * 4, LARGEST_PAGE)) {
      const answer = (await read(size)).filter(isMessage);
      const page = order.oldestFirst(answer, () => undefined);
      const isLast = answer.length < size || answer.length <= before || size === LARGEST_PAGE;
      const found = startOf(page, known) ?? (isLast ? startOf(page, { ...known, handled: [] }) : undefined);
      const isFresh = ({ id, from_agent }: XMTPMessage) => from_agent !== known.self && !dealtWith.has(id);
      const fresh = new Set(found === undefined ? [] : page.slice(found).filter(isFresh));
      const history = answer.filter((message) => !fresh.has(message));
      // A page of nothing but news says too little of what is older.
      if (found !== undefined && (isLast || history.length >= limit)) {
        tellGap(page, found, known, on);
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

/** The index of the first message that may be new; `undefined` when the page does not reach back to what was dealt with. */
function startOf(page: readonly XMTPMessage[], known: Known): number | undefined {
  const { isHistory, isLeft, handled = [], firstNew } = known;
  const announced = page.findIndex(({ id }) => id === firstNew);
  if (isLeft) return announced < 0 ? page.length : announced;
  const dealtWith = new Set(handled);
  const oldest = page.findIndex(({ id }) => dealtWith.has(id));
  if (oldest >= 0) return oldest;
  if (handled.length > 0) return undefined;
  const spoken = lastWords(page, known.self);
  if (isHistory && known.handled === undefined && spoken < 0 && announced < 0) return page.length;
  // In a group that was there before, what was said before the first event is history.
  return Math.max(announced, spoken + 1, page.length - BACKLOG);
}

/** The index of what the agent said last; -1 when it said nothing. */
function lastWords(page: readonly XMTPMessage[], self: string): number {
  return page.reduce(
    (last, { from_agent, content }, index) =>
      from_agent === self && !readControlFrame(content) ? index : last,
    -1,
  );
}

/** Tells of messages that came after what was dealt with, and that are not among those that are new. */
function tellGap(
  page: readonly XMTPMessage[],
  start: number,
  { self, isHistory, isLeft, handled = [], firstNew }: Known,
  on: FirstLookListeners,
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

/** Whether something is a message, as far as that can be told from it. */
export function isMessage(value: XMTPMessage): boolean {
  const { id, from_agent, content } = Object(value) as Partial<XMTPMessage>;
  return [id, from_agent, content].every((field) => typeof field === 'string');
}

/** Whether a page has as many messages as servers limit their pages to: better one gap too many than one in silence. */
function isRound(length: number): boolean {
  const leading = length / 10 ** Math.floor(Math.log10(length));
  return length >= LEAST_CAP && ([1, 2, 2.5, 5].includes(leading) || Number.isInteger(Math.log2(length)));
}
