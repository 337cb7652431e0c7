import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { SessionInbox } from '../src/inbox/SessionInbox.ts';
import type { XMTPSession } from '../src/session/XMTPSession.ts';

/** What messages say. */
export function texts(messages: readonly XMTPMessage[]): string[] {
  return messages.map(({ content }) => content);
}

/** So many texts, each another. */
export function upTo(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index}`);
}

/** What the next messages of a session say, as they come. */
export async function take(session: XMTPSession, count: number, pollMs = 5): Promise<string[]> {
  const contents: string[] = [];
  for await (const { content } of session.stream(pollMs)) {
    contents.push(content);
    if (contents.length === count) break;
  }
  return contents;
}

/** Handles a number of messages: the position moves behind the last one before the signal counts. */
export async function takeFrom(inbox: SessionInbox, count: number): Promise<string[]> {
  const got: string[] = [];
  const enough = new Error('enough');
  let left = count;
  const over = new AbortController();
  await inbox
    .run(
      ({ content }) => {
        got.push(content);
        if (--left === 0) over.abort(enough);
      },
      { signal: over.signal },
    )
    .catch((error: { cause?: unknown }) => {
      if (error.cause !== enough) throw error;
    });
  return got;
}
