import type { OptionNames } from '@mitosislabs/auth/errors';
import type { AnswersOptions } from '../answers/AnswersOptions.ts';
import type { ChannelOptions } from '../channel/ChannelOptions.ts';
import type { InboxOptions, InboxRunOptions } from '../inbox/SessionInbox.ts';
import type { ReceiveOptions } from './ReceiveOptions.ts';
import type { OpenSessionOptions, SessionOptions } from './SessionOptions.ts';

// The options of each call. Options that are in none of these tables are rejected.

export const signalOnly: OptionNames<{ signal?: AbortSignal }> = { signal: true };
export const receiveOptions: OptionNames<ReceiveOptions> = { ...signalOnly, limit: true };
export const answersOptions: OptionNames<AnswersOptions> = { ...signalOnly, idleTimeoutMs: true };
export const openGroupOptions: OptionNames<Pick<OpenSessionOptions, 'onGap'>> = { onGap: true };
export const openSessionOptions: OptionNames<OpenSessionOptions> = { ...openGroupOptions, streaming: true };

const shared = { ...openSessionOptions, agentId: true, pageSize: true, inboxFolder: true } as const;
export const sessionOptions: OptionNames<SessionOptions> = { ...shared, onClose: true, connection: true };
export const channelOptions: OptionNames<ChannelOptions> = { ...shared, events: true };

export const inboxOptions: OptionNames<InboxOptions> = {
  ...signalOnly,
  consumer: true,
  folder: true,
  waitMs: true,
};
export const inboxRunOptions: OptionNames<InboxRunOptions> = {
  ...signalOnly,
  handlerTimeoutMs: true,
  onDeadLetter: true,
  maxAttempts: true,
};
