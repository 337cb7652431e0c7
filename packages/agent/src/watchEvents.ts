import { isRetryable, retryDelay } from '@mitosislabs/xmtp/feed';
import type { MessageEvent } from './Mailbox.ts';
import { type OfficeClient, statusOf } from './OfficeClient.ts';
import { sleep } from './sleep.ts';

/** Whom to tell of what happens in the office. */
export interface EventListeners {
  message(event: MessageEvent): void;
  task(): void;
  /** Told of the phase that an agent is in. */
  agent(name: string | undefined, phase: string | undefined): void;
  /** Something happened, and it is not known what. */
  anything(): void;
}

/**
 * Follows the events of the office until the signal fires. They are a help and no more: where there are none, polling
 * finds out the same.
 */
export async function watchEvents(client: OfficeClient, listeners: EventListeners): Promise<void> {
  const { messages, officeId, stopping: signal } = client;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const events = messages.stream(officeId, { signal, maxReconnects: Number.POSITIVE_INFINITY });
      for await (const { event, data } of events) {
        failures = 0;
        if (event === 'message') listeners.message(readEvent(data));
        else if (event === 'task') {
          if (isForUs(data, client.self)) listeners.task();
        } else if (event === 'agent') {
          const { name, phase } = parse(data);
          listeners.agent(text(name), text(phase));
        } else if (event !== 'file') listeners.anything();
      }
    } catch (error) {
      if (signal.aborted) return;
      const isUnserved = [404, 405, 501].includes(statusOf(error));
      if (!isUnserved) client.tell(error);
      if (isUnserved || !isRetryable(error)) await sleep(60_000, signal);
    }
    await sleep(retryDelay(undefined, failures, 1_000, 30_000), signal);
    if (!signal.aborted) listeners.anything();
  }
}

function readEvent(data: string): MessageEvent {
  const { id, from_agent, conversation_id, group_id } = parse(data);
  return { id: text(id), from: text(from_agent), channel: text(group_id) ?? text(conversation_id) };
}

/** Whether a task waits that we could take; what cannot be read might be one. */
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
