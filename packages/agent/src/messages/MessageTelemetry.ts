import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { getTelemetry, withTelemetry } from '@mitosislabs/transport/telemetry';
import { type MessageTrace, readTrace, TRACE_CONTEXT, traceDigest } from '@mitosislabs/xmtp/feed';
import type { MessageActivity, QueueActivity } from '../AgentActivity.ts';
import type { OfficeClient } from '../office/OfficeClient.ts';
import type { Channel } from './Channel.ts';

/** The most trace contexts that wait for their messages. */
const MOST = 16;

/** Follows the messages of one conversation, and finds the trace contexts that their senders have given to them. */
export class MessageTelemetry {
  readonly #client: OfficeClient;
  readonly #channel: Channel;
  /** The trace contexts whose messages have not come yet, the oldest first. */
  #traces: (MessageTrace & { from: string })[] = [];

  constructor(client: OfficeClient, channel: Channel) {
    this.#client = client;
    this.#channel = channel;
  }

  /** The extensions of the session protocol that telemetry needs. */
  get features(): readonly string[] {
    return getTelemetry() ? [TRACE_CONTEXT] : [];
  }

  /** Reads the trace context in a START. */
  noteStart({ from_agent: from, content }: XMTPMessage): void {
    const trace = getTelemetry() && readTrace(content);
    if (trace) this.#traces = [...this.#traces, { ...trace, from }].slice(-MOST);
  }

  /** Takes the trace context of a message, in the order in which messages came. */
  take({ from_agent: from, content }: XMTPMessage): string | undefined {
    if (this.#traces.length === 0) return undefined;
    const digest = traceDigest(content);
    const trace = this.#traces.filter((one) => one.from === from && one.digest === digest).at(-1);
    this.#traces = this.#traces.filter((one) => one !== trace);
    return trace?.traceparent;
  }

  /** Lets a message wait for its turn, and handles it. */
  queued(work: () => Promise<void>): Promise<void> {
    const { officeId, self: agentName } = this.#client;
    return withTelemetry<QueueActivity, void>('queue', () => ({ type: 'queue', officeId, agentName }), work);
  }

  /** Answers a message. */
  answering(
    { id: messageId, from_agent: from, content, created_at }: XMTPMessage,
    { traceparent, answers }: Pick<MessageActivity, 'traceparent' | 'answers'>,
    work: () => Promise<void>,
  ): Promise<void> {
    const { officeId, self: agentName } = this.#client;
    const { id: conversationId, thread } = this.#channel;
    const describe = (): MessageActivity => {
      const { serverOffset: offset } = thread;
      const now = offset ? performance.now() + (offset.low + offset.high) / 2 : Date.now();
      const lagMs = Math.max(0, now - Date.parse(created_at)) || 0;
      const place = { officeId, agentName, conversationId, messageId, from };
      return { type: 'message', ...place, content, answers, lagMs, traceparent };
    };
    return withTelemetry('message', describe, work);
  }
}
