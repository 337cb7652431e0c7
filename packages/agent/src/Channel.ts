import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { RequestOptions } from '@mitosislabs/transport';
import { Conversation } from '@mitosislabs/xmtp/feed';
import type { OfficeClient } from './OfficeClient.ts';

/** Where messages are read and written: the conversation with one other, or a group. */
export interface Channel {
  readonly id: string;
  /** The other one, if there is one. */
  readonly peer: string | undefined;
  /** The newest `limit` messages, in the server's order. */
  read(limit: number, options: RequestOptions): Promise<XMTPMessage[]>;
  /** Writes a message. */
  post(content: string, options: RequestOptions): Promise<void>;
}

/** The conversation with one other. */
export function peerChannel({ xmtp, officeId, self }: OfficeClient, id: string, peer: string): Channel {
  const conversation = new Conversation(xmtp, officeId, peer, self);
  return {
    id,
    peer,
    read: (limit, options) => conversation.read(limit, options),
    post: (content, options) => conversation.post(content, options),
  };
}

/** A group that the agent is in. */
export function groupChannel({ xmtp, officeId, self }: OfficeClient, id: string): Channel {
  return {
    id,
    peer: undefined,
    read: (limit, options) => xmtp.getGroupMessages(officeId, id, { limit }, options),
    post: (content, options) => xmtp.sendGroupMessage(officeId, id, { agent_id: self, content }, options),
  };
}
