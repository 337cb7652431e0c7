import { randomBytes } from 'node:crypto';
import { SIGN_IN_MS } from '../assumptions.ts';

/** What a program that asks for a key told about itself. */
export interface SignInRequest {
  /** Where on this machine it waits for the answer. */
  port: number;
  /** What it wants to hear again, so that it knows the answer for its own. */
  state: string;
}

/** Pages that are open at most; the oldest go first. */
const MOST = 1_000;

/**
 * One-time tokens for the sign-in form. They prove that the form came from a page of this server (CSRF), and stand for
 * what was asked, so that none of that has to pass through the page.
 */
export class SignInTickets {
  readonly #open = new Map<string, SignInRequest & { until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A token for a page that is shown now. */
  issue({ port, state }: SignInRequest): string {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size >= MOST) this.#open.delete(oldest);
    const ticket = randomBytes(32).toString('base64url');
    this.#open.set(ticket, { port, state, until: this.#now() + SIGN_IN_MS });
    return ticket;
  }

  /** What a token stands for; it is good once, and not for long. */
  take(ticket: string): SignInRequest | undefined {
    const request = this.#open.get(ticket);
    this.#open.delete(ticket);
    return request && request.until > this.#now() ? request : undefined;
  }
}
