import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { ServerTime } from '../receive/ServerTime.ts';

/** A call of `XMTPAPI` that reads messages; `withResponse` also returns the headers. */
type MessagesCall = Promise<XMTPMessage[]> & {
  withResponse?: () => Promise<{
    data: XMTPMessage[];
    response: { headers: Readonly<Record<string, string>> };
  }>;
};

/** Reads messages, and learns the server's time from the answer, where the runtime lets its `Date` be read. */
export async function readWithDate(read: () => MessagesCall, time: ServerTime): Promise<XMTPMessage[]> {
  const sentAt = performance.now();
  const call = read();
  if (!call.withResponse) return call;
  const { data, response } = await call.withResponse();
  const date = Date.parse(response.headers['date'] ?? '');
  // The `Date` of a cached response is the time of caching.
  const isFresh = response.headers['age'] === undefined;
  if (isFresh && Number.isFinite(date)) time.learn(date, sentAt, performance.now());
  return data;
}
