import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import type { Transport } from '@mitosislabs/transport';
import type { XMTPMessage } from '@mitosislabs/xmtp';
import { Conversation, PageOrder } from '@mitosislabs/xmtp/feed';
import type { QuestionOptions } from './Questions.ts';

/** How many messages are looked at. */
const PAGE = 50;

/** Reads the newest messages of the conversation with an agent, whoever they are from, the oldest first. */
export function readerOf(
  transport: Transport,
  office: string,
  agent: string,
  signal: AbortSignal,
): QuestionOptions['read'] {
  const conversation = new Conversation(new XMTPAPI(transport), office, agent, SDK_USER);
  return async (question) => {
    const page = await conversation.read(PAGE, { signal });
    // The question came last, or nearly.
    const rank = ({ id }: XMTPMessage): number => (id === question.id ? Number.POSITIVE_INFINITY : 0);
    return new PageOrder().oldestFirst(page, rank);
  };
}
