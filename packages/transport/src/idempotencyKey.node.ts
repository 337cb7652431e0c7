// Node 18 has no global `crypto`.
import { randomUUID } from 'node:crypto';

/** A new `Idempotency-Key`: a random UUID. */
export function idempotencyKey(): string {
  return randomUUID();
}
