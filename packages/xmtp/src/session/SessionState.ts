/** Where a session stands. */
export type SessionState = 'new' | 'negotiating' | 'open' | 'closed';
