import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations on events. */
export const events: Entries<typeof contract.events> = {
  async list({ id, owner: { events, tasks } }) {
    const task = await tasks.create(id, { title: 'x' });
    const [newest] = await events.list(id);
    expect(newest).toMatchObject({ type: 'task', data: { id: task.id, status: 'queued' } });
  },

  async chatEvents({ id, owner: { events, xmtp } }) {
    const frame = (type: string) => JSON.stringify({ type, session_id: 's/1' });
    for (const content of [frame('__SESSION_START__'), 'hello', frame('__SESSION_END__')]) {
      await xmtp.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content });
    }
    const happened = [{ type: 'started' }, { type: 'message', content: 'hello' }, { type: 'ended' }];
    expect(await events.chatEvents(id, 's/1')).toMatchObject(happened);
  },

  async sshEvents({ id, owner: { events }, aria }) {
    await aria.workspace.exec(id, { command: 'false' });
    const ran = { type: 'exec', data: { command: 'false', exit_code: 1 } };
    expect(await events.sshEvents(id)).toMatchObject([ran]);
  },
};
