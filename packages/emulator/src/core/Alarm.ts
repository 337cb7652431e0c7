import { Socket } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { LONGEST_TIMER_MS } from '@mitosislabs/auth/async';

/**
 * A timer of real time. Test runners replace `setTimeout`, `performance` and, since Node 24, `AbortSignal.timeout`. They do not
 * replace the timeout of a socket, which this socket without a connection is made for. It does not keep the process alive.
 */
export class Alarm {
  readonly #socket = new Socket();

  /** @param ring - Called when the time is over. */
  constructor(ring: () => void) {
    this.#socket.on('timeout', () => {
      this.clear();
      ring();
    });
  }

  /** Rings after `ms`, or after the longest time that a timer can have. Replaces an earlier time. */
  set(ms: number): void {
    this.#socket.setTimeout(Math.min(Math.max(Math.ceil(ms), 1), LONGEST_TIMER_MS));
  }

  /** Does not ring. */
  clear(): void {
    this.#socket.setTimeout(0);
  }
}

/** Lets the event loop turn: everything that waits for promises or for data on this machine goes on. */
export async function turnEventLoop(turns: number): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let left = turns; left > 0; left--) {
    await new Promise((resolve) => {
      port1.once('message', resolve);
      port2.postMessage(0);
    });
  }
  port1.close();
}
