import { GroupSession, groupGiveBack } from './GroupSession.ts';
import { OfficeEvents } from './OfficeEvents.ts';
import { XMTPSession } from './XMTPSession.ts';

/**
 * Gives the class of sessions. It is a part of the bundle here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadXMTPSession(): Promise<typeof XMTPSession> {
  return XMTPSession;
}

/** Gives the class of groups, and what takes back a message of one. */
export async function loadGroups(): Promise<{
  GroupSession: typeof GroupSession;
  groupGiveBack: typeof groupGiveBack;
}> {
  return { GroupSession, groupGiveBack };
}

/** Gives the reader of an office's event stream. */
export async function loadOfficeEvents(): Promise<typeof OfficeEvents> {
  return OfficeEvents;
}
