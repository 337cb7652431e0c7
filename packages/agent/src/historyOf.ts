import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { PageOrder, type ReadNewest } from '@mitosislabs/xmtp/feed';
import { readControlFrame } from './controlFrames.ts';
import { isMessage } from './firstLook.ts';

/** The largest page that is asked for. */
const LARGEST_PAGE = 10_000;

/**
 * The last messages up to this one, oldest first. Frames are not counted: the pieces of one long answer can be hundreds, so a
 * larger page is read until there are enough messages, or no more.
 *
 * @param read - Reads the newest messages.
 * @param upTo - The last of them.
 * @param limit - How many messages at most.
 */
export async function historyOf(read: ReadNewest, upTo: XMTPMessage, limit: number): Promise<XMTPMessage[]> {
  const order = new PageOrder();
  for (let size = limit * 2 + 50, before = -1; ; size = Math.min(size * 4, LARGEST_PAGE)) {
    const answer = await read(Math.min(size, LARGEST_PAGE));
    const page = order.oldestFirst(answer.filter(isMessage), () => undefined);
    const end = page.findIndex(({ id }) => id === upTo.id);
    const words = page.slice(0, end + 1).filter(({ content }) => !readControlFrame(content));
    if (words.length >= limit) return words.slice(-limit);
    if (answer.length < size || answer.length <= before || size >= LARGEST_PAGE) {
      // So much was said since that the server no longer gives it.
      return words.length > 0 ? words : [upTo].slice(0, limit);
    }
    before = answer.length;
  }
}
