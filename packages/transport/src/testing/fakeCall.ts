import type { Call } from '../call/Call.ts';
import { Deadline } from '../call/Deadline.ts';

/** Creates a read that was sent, as the code that reads its response sees it. */
export function fakeCall({ limit = 0, ...more }: Partial<Call> & { limit?: number } = {}): Call {
  const deadline = new Deadline(limit);
  return {
    method: 'GET',
    url: new URL('https://api.example/x?q=1'),
    headers: {},
    body: { isFresh: () => true },
    idempotency: 'safe',
    operation: undefined,
    lookup: undefined,
    auth: undefined,
    hasMiddleware: false,
    maxRetries: 0,
    attemptTimeout: undefined,
    deadline,
    unread: new Set(),
    as: 'json',
    parse: undefined,
    caller: undefined,
    attempt: { number: 1, deadline, isSilenceLimited: false, time: 0, at: 0, isSecure: false },
    response: undefined,
    mayBeDone: false,
    lastTarget: undefined,
    boundTarget: undefined,
    freshKey: undefined,
    credentials: [],
    ...more,
  };
}
