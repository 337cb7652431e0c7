// Loaded on first use on Node: many programs talk to no agent.

/** Loads the class of sessions. */
export async function loadXMTPSession(): Promise<typeof import('./XMTPSession.ts').XMTPSession> {
  return (await import('./XMTPSession.ts')).XMTPSession;
}

/** Loads the class of groups, and the function that puts a message back. */
export async function loadGroups(): Promise<typeof import('./GroupSession.ts')> {
  return import('./GroupSession.ts');
}

/** Loads the reader of an office's event stream. */
export async function loadOfficeEvents(): Promise<typeof import('./OfficeEvents.ts').OfficeEvents> {
  return (await import('./OfficeEvents.ts')).OfficeEvents;
}
