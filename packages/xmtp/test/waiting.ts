import type { ChatServer } from './ChatServer.ts';

/** Longer than any test: only news can end such a wait. In ms. */
export const FOREVER: number = 2 ** 31 - 1;

/** Waits until a condition is true. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Waits until the server gets no more requests: one poll may take several reads. */
export async function settled({ requests }: ChatServer): Promise<void> {
  for (let quiet = 0, known = -1; quiet < 20; ) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    quiet = requests.length === known ? quiet + 1 : 0;
    known = requests.length;
  }
}

/** A promise that `open` resolves. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
