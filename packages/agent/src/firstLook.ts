import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { PageOrder, type ReadNewest } from '@mitosislabs/xmtp/feed';
import { readControlFrame } from './controlFrames.ts';

/** How many messages that nobody dealt with are taken up at the most, where no memory says that they are more. */
const BACKLOG = 200;
const LARGEST_PAGE = 10_000;

/** What is known of a conversation before it is looked at. */
export interface Known {
  readonly self: string;
  /** Whether it is history where nothing says that it is new: a group that was there before the agent. */
  readonly isHistory: boolean;
  /** The ids of messages that were dealt with. */
  readonly handled: readonly string[] | undefined;
  /** The id of the first message that is new, if somebody has told. */
  readonly firstNew: string | undefined;
}

/**
 * Reads a conversation for the first time, and gives only what is history: what the agent has dealt with before it was
 * started. A memory tells that by ids; without one, what the agent has said last ends it. In a group that was there before it,
 * and in which it has said nothing, all is history but what it was told of.
 */
export function firstLook(
  read: ReadNewest,
  known: Known,
  onHistory: (oldestFirst: readonly XMTPMessage[]) => void,
): ReadNewest {
  return async (limit) => {
    const order = new PageOrder();
    for (let size = limit + BACKLOG, before = -1; ; size = Math.min(size * 4, LARGEST_PAGE)) {
      const answer = await read(size);
      const page = order.oldestFirst(answer, () => undefined);
      const isLast = answer.length < size || answer.length <= before || size === LARGEST_PAGE;
      const fresh = freshOf(page, known) ?? (isLast ? freshOf(page, { ...known, handled: [] }) : undefined);
      const history = answer.filter((message) => !fresh?.has(message));
      // A page of nothing but news says too little of what is older.
      if (fresh && (isLast || history.length >= limit)) {
        onHistory(page.filter((message) => !fresh.has(message)));
        return history;
      }
      before = answer.length;
    }
  };
}

/** What is to be dealt with; `undefined` when the page does not reach back to what was dealt with. */
function freshOf(page: readonly XMTPMessage[], known: Known): Set<XMTPMessage> | undefined {
  const { self, isHistory, handled = [], firstNew } = known;
  const dealtWith = new Set(handled);
  const isUnknown = ({ id, from_agent }: XMTPMessage) => from_agent !== self && !dealtWith.has(id);
  const oldest = page.findIndex(({ id }) => dealtWith.has(id));
  if (oldest >= 0) return new Set(page.slice(oldest).filter(isUnknown));
  if (handled.length > 0) return undefined;
  const announced = page.findIndex(({ id }) => id === firstNew);
  const spoken = page.reduce(
    (last, { from_agent, content }, index) =>
      from_agent === self && !readControlFrame(content) ? index : last,
    -1,
  );
  if (isHistory && known.handled === undefined && spoken < 0 && announced < 0) return new Set();
  const start = Math.max(announced, spoken + 1);
  return new Set(page.slice(start).slice(-BACKLOG).filter(isUnknown));
}
