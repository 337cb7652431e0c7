import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { SessionInbox } from '../src/inbox/SessionInbox.ts';
import type { XMTPSession } from '../src/session/XMTPSession.ts';

/** The texts of messages. */
export function texts(messages: readonly XMTPMessage[]): string[] {
  return messages.map(({ content }) => content);
}

/** A number of different texts: `0`, `1`, …. */
export function upTo(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index}`);
}

/** Reads the texts of the next messages of a session. */
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
