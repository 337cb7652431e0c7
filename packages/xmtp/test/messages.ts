import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { XMTPSession } from '../src/XMTPSession.ts';

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
