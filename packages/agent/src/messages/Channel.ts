import { Conversation, GroupThread, type Thread } from '@mitosislabs/xmtp/feed';
import type { OfficeClient } from '../office/OfficeClient.ts';

/** A conversation of the agent: with one other party, or in a group. */
export interface Channel {
  readonly id: string;
  /** The other party; `undefined` in a group. */
  readonly peer: string | undefined;
  /** Whether it began while the agent was there: then nothing in it is history. */
  readonly isNew: boolean;
  /** The thread with its messages. */
  readonly thread: Thread;
}

/** The conversation with one other party. */
export function peerChannel({ xmtp, officeId, self }: OfficeClient, id: string, peer: string): Channel {
  return { id, peer, isNew: false, thread: new Conversation(xmtp, officeId, peer, self) };
}

/** A group that the agent is in. */
export function groupChannel({ xmtp, officeId, self }: OfficeClient, id: string, isNew: boolean): Channel {
  return { id, peer: undefined, isNew, thread: new GroupThread(xmtp, officeId, id, self) };
}
