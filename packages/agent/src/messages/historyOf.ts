import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { isMessage, PageOrder, type ReadNewest, readSessionFrame } from '@mitosislabs/xmtp/feed';
import { statusOf } from '../office/OfficeClient.ts';

/** The largest page to request. */
const LARGEST_PAGE = 10_000;

/**
 * Reads the last messages up to this one, oldest first. Frames do not count: one long answer can have hundreds of pieces, so
 * larger pages are read until there are enough messages, or no more. A page that fails, such as one of many long messages
 * that exceeds the size limit of a response, is retried with a smaller size.
 *
 * @param read - Reads the newest messages.
 * @param upTo - The last of them.
 * @param limit - The most messages to return.
 */
export async function historyOf(read: ReadNewest, upTo: XMTPMessage, limit: number): Promise<XMTPMessage[]> {
  if (!(limit > 0)) return [];
  const order = new PageOrder();
  let best: readonly XMTPMessage[] = [];
  for (let size = Math.min(limit * 2 + 50, LARGEST_PAGE), before = -1, isTooMuch = false; ; ) {
    const answer = await read(size).catch((error: unknown) => {
      if (size === 1 || !isUnreadable(error)) throw error;
    });
    if (answer) {
      const page = order.oldestFirst(answer.filter(isMessage), () => undefined);
      const end = page.findIndex(({ id }) => id === upTo.id);
      const words = page.slice(0, end + 1).filter(({ content }) => !readSessionFrame(content));
      if (words.length > 0) best = words;
      const isLast = answer.length < size || answer.length <= before || size >= LARGEST_PAGE || isTooMuch;
      if (words.length >= limit || isLast) break;
      before = answer.length;
      size = Math.min(size * 4, LARGEST_PAGE);
    } else {
      if (best.length > 0) break;
      isTooMuch = true;
      size = Math.ceil(size / 4);
    }
  }
  // The message is too far back: the server no longer returns it.
  return best.length > 0 ? best.slice(-limit) : [upTo];
}

/** Whether the server responded, but the response could not be read. */
function isUnreadable(error: unknown): boolean {
  return statusOf(error) >= 200 && statusOf(error) < 300;
}
