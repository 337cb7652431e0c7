/** The lock was broken by another process while this one did nothing: what it was about to write is not written. */
export class LockLostError extends Error {}
