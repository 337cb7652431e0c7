// Loaded on first use on Node: many programs open no session.

/** Loads the class of sessions. */
export async function loadXMTPSession(): Promise<typeof import('./session/XMTPSession.ts').XMTPSession> {
  return (await import('./session/XMTPSession.ts')).XMTPSession;
}

/** Loads the class of groups, and the function that puts a message back. */
export async function loadGroups(): Promise<typeof import('./session/GroupSession.ts')> {
  return import('./session/GroupSession.ts');
}

/** Loads the reader of an office's event stream. */
export async function loadOfficeEvents(): Promise<typeof import('./channel/OfficeEvents.ts').OfficeEvents> {
  return (await import('./channel/OfficeEvents.ts')).OfficeEvents;
}
