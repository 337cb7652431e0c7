import { REMEMBERED } from '../assumptions.ts';
import type { Platform } from './Platform.ts';

/** What happens in an office. */
export type EventType = 'message' | 'task' | 'agent' | 'file' | 'office' | 'exec';

/** Writes an event down, and wakes up who waits for events of that office once it is certain. */
export function publish(platform: Platform, officeId: string, type: EventType, data: object): void {
  const event = { office_id: officeId, type, data: JSON.stringify(data), created_at: platform.now() };
  platform.store.events.insert(event, REMEMBERED.events);
  platform.db.afterCommit(() => platform.bus.wake(officeId));
}
