import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { PageOrder, type ReadNewest } from '@mitosislabs/xmtp/feed';
import { readControlFrame } from './controlFrames.ts';

/** What was said up to a message, that one included, oldest first: words only, no frames. */
export async function historyOf(read: ReadNewest, upTo: string, limit: number): Promise<XMTPMessage[]> {
  // Frames take places in a page, and others may have written since.
  const page = new PageOrder().oldestFirst(await read(limit * 2 + 50), () => undefined);
  const end = page.findIndex(({ id }) => id === upTo);
  return page
    .slice(0, end < 0 ? page.length : end + 1)
    .filter(({ content }) => !readControlFrame(content))
    .slice(-limit);
}
