import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SIGN_IN_MS } from '../assumptions.ts';
import type { Clock } from '../core/Clock.ts';

/** The program that requests a key. */
export interface SignInRequest {
  /** The local port on which it waits for the result. */
  port: number;
  /** The program's `state`, returned with the result; empty if it sent none. */
  state: string;
}

/**
 * One-time tokens for the sign-in form. They prove that the form came from a page of this server (CSRF). A token carries
 * the request itself, signed: open pages take no memory, so they cannot evict each other.
 */
export class SignInTickets {
  #secret = randomBytes(32);
  /** Used tokens that have not expired, with their expiry. */
  readonly #used = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Creates a token for a new page. */
  issue({ port, state }: SignInRequest): string {
    const until = this.#clock.monotonic() + SIGN_IN_MS;
    const content = JSON.stringify([port, state, until, randomBytes(16).toString('base64url')]);
    return `${Buffer.from(content).toString('base64url')}.${this.#sign(content).toString('base64url')}`;
  }

  /** Reads the request from a token, which is valid once and for {@link SIGN_IN_MS}. */
  take(ticket: string): SignInRequest | undefined {
    const [encoded = '', signature = ''] = ticket.split('.', 2);
    const content = Buffer.from(encoded, 'base64url').toString();
    const expected = this.#sign(content);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [port, state, until] = JSON.parse(content) as [number, string, number];
    const now = this.#clock.monotonic();
    if (until <= now || this.#used.has(content)) return undefined;
    for (const [used, end] of this.#used) if (end <= now) this.#used.delete(used);
    this.#used.set(content, until);
    return { port, state };
  }

  /** Makes all tokens invalid. */
  clear(): void {
    this.#secret = randomBytes(32);
    this.#used.clear();
  }

  #sign(content: string): Buffer {
    return createHmac('sha256', this.#secret).update(content).digest();
  }
}
