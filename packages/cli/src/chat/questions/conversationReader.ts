import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import type { Transport } from '@mitosislabs/transport';
import type { XMTPMessage } from '@mitosislabs/xmtp';
import { Conversation, PageOrder } from '@mitosislabs/xmtp/feed';
import type { QuestionOptions } from './Questions.ts';

/** The number of messages to read. */
const PAGE = 50;

/** Returns a function that reads the newest messages of a conversation with an agent, of all users, oldest first. */
export function conversationReader(
  transport: Transport,
  office: string,
  agent: string,
  signal: AbortSignal,
): QuestionOptions['read'] {
  const conversation = new Conversation(new XMTPAPI(transport), office, agent, SDK_USER);
  return async (question) => {
    const page = await conversation.read(PAGE, { signal });
    // The question is one of the last messages.
    const rank = ({ id }: XMTPMessage): number => (id === question.id ? Number.POSITIVE_INFINITY : 0);
    return new PageOrder().oldestFirst(page, rank);
  };
}
