import type { StreamFault } from '../core/Faults.ts';

/** Disturbs the events in an event stream. Comments and the reconnection time are kept as they are. */
export function disturbedEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { stallAfter = Number.POSITIVE_INFINITY, events }: StreamFault,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let text = '';
  let sent = 0;
  let held: string | undefined;

  /** The blocks to send in place of one. */
  const replacement = (block: string): string[] => {
    const isEvent = /^data:/m.test(block);
    if (events === 'duplicate') return isEvent ? [block, block] : [block];
    if (events !== 'reorder') return [block];
    const before = held;
    held = isEvent && before === undefined ? block : undefined;
    if (held !== undefined) return [];
    return before === undefined ? [block] : isEvent ? [block, before] : [before, block];
  };
  const taken = (): string => {
    let output = '';
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const blocks = replacement(text.slice(0, end + 2));
      text = text.slice(end + 2);
      for (const block of blocks) {
        if (sent >= stallAfter) return output;
        output += block;
        if (/^data:/m.test(block)) sent++;
      }
    }
    return output;
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      for (;;) {
        // The rest stays unread, and the connection stays open until the client leaves.
        if (sent >= stallAfter) return new Promise(() => undefined);
        const { done, value } = await reader.read();
        if (done) {
          if (held !== undefined) controller.enqueue(encoder.encode(held));
          return controller.close();
        }
        text += decoder.decode(value, { stream: true });
        const output = taken();
        if (output !== '') return controller.enqueue(encoder.encode(output));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
