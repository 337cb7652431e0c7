import type { WireResponse } from '../wire/Wire.ts';

/** Lets go of a body that nobody reads, and of its connection. */
export async function closeBody({ body }: WireResponse): Promise<void> {
  try {
    await body[Symbol.asyncIterator]().return?.();
  } catch {
    // It is gone in any case.
  }
}
