// Loaded on first use on Node: many programs open no session.

/** Loads the class of sessions. */
export async function loadXMTPSession(): Promise<typeof import('./session/XMTPSession.ts').XMTPSession> {
  return (await import('./session/XMTPSession.ts')).XMTPSession;
}

/** Loads the class of groups. */
export async function loadGroupSession(): Promise<typeof import('./session/GroupSession.ts').GroupSession> {
  return (await import('./session/GroupSession.ts')).GroupSession;
}

/** Loads the reader of an office's event stream. */
export async function loadOfficeEvents(): Promise<typeof import('./office/OfficeEvents.ts').OfficeEvents> {
  return (await import('./office/OfficeEvents.ts')).OfficeEvents;
}
