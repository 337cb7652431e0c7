/** The state of a session. */
export type SessionState = 'new' | 'negotiating' | 'open' | 'closed';
