import { sleep } from '@mitosislabs/auth/async';

/** Waits for a promise for a limited time, in ms. Rejects when the work does in that time. */
export async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([work, sleep(ms, over.signal)]);
  } finally {
    over.abort();
  }
}
