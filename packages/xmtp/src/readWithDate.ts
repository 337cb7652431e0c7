import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { ServerDate } from './Opening.ts';

/** A call of `XMTPAPI` that reads messages; `withResponse` also returns the headers. */
type MessagesCall = Promise<XMTPMessage[]> & {
  withResponse?: () => Promise<{
    data: XMTPMessage[];
    response: { headers: Readonly<Record<string, string>> };
  }>;
};

/** Reads messages, and reports the `Date` of the response, if the runtime exposes it. */
export async function readWithDate(
  read: () => MessagesCall,
  onDate: (date: ServerDate) => void,
): Promise<XMTPMessage[]> {
  const sentAt = performance.now();
  const call = read();
  if (!call.withResponse) return call;
  const { data, response } = await call.withResponse();
  const date = Date.parse(response.headers['date'] ?? '');
  // The `Date` of a cached response is the time of caching.
  const isFresh = response.headers['age'] === undefined;
  if (isFresh && Number.isFinite(date)) onDate({ date, sentAt, receivedAt: performance.now() });
  return data;
}
