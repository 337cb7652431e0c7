import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { ClockOffset } from './ServerTime.ts';

/** Options of a request to a conversation. */
export interface CallOptions {
  /** How long it may take, in ms. */
  timeout?: number | undefined;
  /** Aborts the request. */
  signal?: AbortSignal | undefined;
  /** Servers that support such keys post only one message for each key. */
  idempotencyKey?: string | undefined;
  /** How often it is sent again at the most. */
  maxRetries?: number | undefined;
}

/** Where messages are read and written: the conversation of two, or a group. */
export interface Thread {
  /** How far the server's clock is ahead, if its responses have a readable `Date`. */
  readonly serverOffset?: ClockOffset | undefined;
  /** Reads the newest `limit` messages, in the order in which the server gives them. */
  read(limit: number, options: CallOptions): Promise<XMTPMessage[]>;
  /** Posts one message. */
  post(content: string, options: CallOptions): Promise<void>;
  /** Whether a message is our own. */
  isOwn(message: XMTPMessage): boolean;
}
