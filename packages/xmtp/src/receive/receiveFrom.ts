import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { assertOptions } from '@mitosislabs/auth/errors';
import { assertCount } from '../session/assert.ts';
import { receiveOptions } from '../session/optionNames.ts';
import type { ReceiveOptions } from '../session/ReceiveOptions.ts';
import type { Receiver } from './Receiver.ts';

/**
 * Polls once, and returns the unread messages of a receiver, oldest first.
 *
 * @param assertOpen - Throws when there is nothing more to receive.
 */
export async function receiveFrom(
  receiver: Receiver,
  options: ReceiveOptions,
  assertOpen: () => void,
): Promise<XMTPMessage[]> {
  assertOptions('options', options, receiveOptions);
  const { limit, ...call } = options;
  if (limit !== undefined) assertCount('limit', limit);
  assertOpen();
  await receiver.pull(call);
  return receiver.takeAll(limit);
}
