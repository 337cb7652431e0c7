import { backOff } from '@mitosislabs/auth/async';
import { MitosisError } from '@mitosislabs/auth/errors';
import type { ServerSentEvent, SkippedEvent, StreamOptions } from '@mitosislabs/transport';
import { followEvents, isMissing, isRetryable, type StreamEnd } from '@mitosislabs/xmtp/feed';
import type { OfficeClient } from './OfficeClient.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;
/** The wait before retrying a stream that the server lacks or refuses. In ms. */
const UNSERVED_MS = 60_000;

/** The fields of an event about a message. */
export interface MessageEvent {
  readonly id: string | undefined;
  readonly from: string | undefined;
  /** The conversation or the group. */
  readonly channel: string | undefined;
}

/** Callbacks for the events of the office. */
export interface EventListeners {
  message(event: MessageEvent): void;
  task(): void;
  /** Called with the new phase of an agent. */
  agent(name: string | undefined, phase: string | undefined): void;
  /** Called when an event is not specific: anything may have changed. */
  anything(): void;
  /** Called when an event was skipped: its content is lost. */
  skipped(): void;
  /** Called when the stream is closed: no events come until it is open again. */
  closed(): void;
}

/**
 * Follows the events of the office until the signal fires. They only save time: without them, polling finds the same. A
 * stream that ends is opened again at once; after failures in a row, with growing delays.
 */
export async function watchEvents(client: OfficeClient, listeners: EventListeners): Promise<void> {
  const { messages, officeId, stopping } = client;
  let failures = 0;
  let isReported = false;
  const skipped = ({ size }: SkippedEvent): void => {
    client.report(skipError(size));
    listeners.skipped();
  };
  const ended = ({ failure, hasEvents, isSteady }: StreamEnd) => {
    listeners.closed();
    if (isSteady) {
      failures = 0;
      isReported = false;
    }
    const isUnserved = isMissing(failure);
    const isOdd = failure !== undefined && !isUnserved && !isRetryable(failure);
    if (isOdd && !isReported) client.report(failure);
    isReported ||= isOdd;
    const longest = isOdd ? UNSERVED_MS : LAST_RETRY_MS;
    const delays = { first: FIRST_RETRY_MS, most: longest, after: failure };
    const waitMs = isUnserved ? UNSERVED_MS : backOff(++failures, delays);
    // An unreadable event would end the next stream, too: continue after the newest.
    return { waitMs, continues: hasEvents };
  };
  const open = (options: StreamOptions) => messages.stream(officeId, options);
  const event = (one: ServerSentEvent): void => {
    client.stream.heard();
    hear(one, client.self, listeners);
  };
  await followEvents({ open, event, skipped, ended }, stopping);
}

function skipError(size: number): MitosisError {
  return new MitosisError(`An event of the office has ${size} characters, and was skipped.`, {
    code: 'event_skipped',
    hint: 'The agent polls for the news itself.',
  });
}

function hear(
  { event, data }: { event?: string; data: string },
  self: string,
  listeners: EventListeners,
): void {
  if (event === 'message') listeners.message(readEvent(data));
  else if (event === 'task') {
    if (isForUs(data, self)) listeners.task();
  } else if (event === 'agent') {
    const { name, phase } = parse(data);
    listeners.agent(text(name), text(phase));
  } else if (event !== 'file') listeners.anything();
}

function readEvent(data: string): MessageEvent {
  const { id, from_agent, conversation_id, group_id } = parse(data);
  return { id: text(id), from: text(from_agent), channel: text(group_id) ?? text(conversation_id) };
}

/** Whether an event may announce a task for this agent; an unreadable event may. */
function isForUs(data: string, self: string): boolean {
  const { status, assigned_to } = parse(data);
  if (typeof status !== 'string') return true;
  return status === 'queued' && (typeof assigned_to !== 'string' || assigned_to === self);
}

function parse(data: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(data)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
