import { OfficeEvents } from './office/OfficeEvents.ts';
import { GroupSession } from './session/GroupSession.ts';
import { XMTPSession } from './session/XMTPSession.ts';

/**
 * Returns the class of sessions. It is bundled here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` replaces this file (see `imports` in package.json).
 */
export async function loadXMTPSession(): Promise<typeof XMTPSession> {
  return XMTPSession;
}

/** Returns the class of groups. */
export async function loadGroupSession(): Promise<typeof GroupSession> {
  return GroupSession;
}

/** Returns the reader of an office's event stream. */
export async function loadOfficeEvents(): Promise<typeof OfficeEvents> {
  return OfficeEvents;
}
