import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { assertOptions } from '@mitosislabs/auth/errors';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { assertDuration } from '../session/assert.ts';
import { signalOnly } from '../session/optionNames.ts';
import type { Receiver } from './Receiver.ts';

/**
 * Yields the messages of a receiver as they come, in an iterator that can be left at once. A message that
 * comes after that goes back to the receiver.
 *
 * @param assertOpen - Throws when there is nothing more to receive.
 */
export function streamOf(
  receiver: Receiver,
  pollIntervalMs: number | undefined,
  options: { signal?: AbortSignal | undefined },
  assertOpen: () => void,
): AsyncGenerator<XMTPMessage, void, undefined> {
  let givenBack = 0;
  return abortableIterator(
    (signal) => {
      assertOptions('options', options, signalOnly);
      if (pollIntervalMs !== undefined) assertDuration('pollIntervalMs', pollIntervalMs, 1);
      assertOpen();
      return receiver.stream(pollIntervalMs, { signal });
    },
    { signal: options.signal, undelivered: (message) => receiver.giveBack([message], givenBack++) },
  );
}
