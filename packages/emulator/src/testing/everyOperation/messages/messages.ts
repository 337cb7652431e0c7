import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { collect } from '../../collect.ts';
import type { Entries } from '../Stage.ts';

/** The operations on the message bus. */
export const messages: Entries<typeof contract.messages> = {
  async send({ id, owner: { messages }, aria }) {
    await messages.send(id, { to: 'aria', content: 'hello' });
    const read = await aria.xmtp.getConversationMessages(id, 'admin-sdk');
    expect(read).toMatchObject([{ from_agent: 'admin-sdk', content: 'hello' }]);
  },

  async poolStats({ id, owner: { messages, employees } }) {
    expect(await messages.poolStats(id)).toEqual({ active: 1, idle: 0 });
    await employees.lifecycle(id, 'aria', 'suspend');
    expect(await messages.poolStats(id)).toEqual({ active: 0, idle: 1 });
  },

  async stream({ id, owner: { messages, events: log }, aria }) {
    // The ids of events are positions in the stream.
    const [newest] = (await log.list(id)) as { id: string }[];
    await aria.messages.send(id, { to: 'admin-sdk', content: 'hello' });
    const stream = messages.stream(id, { lastEventId: newest?.id });
    const events = await collect(stream, ({ event }) => event === 'message');
    const data = { from_agent: 'aria', to: 'admin-sdk', content: 'hello' };
    expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject(data);
  },
};
