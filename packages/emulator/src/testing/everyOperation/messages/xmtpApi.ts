import type { XMTPGroup } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries, Stage } from '../Stage.ts';

const USER = 'admin-sdk';

/** The operations on conversations and groups: what one side writes, the other reads. */
export const xmtpApi: Entries<typeof contract.xmtpApi> = {
  async listConversations({ id, owner: { xmtp }, aria }) {
    await aria.xmtp.send(id, { agent_id: USER, content: 'hello' });
    expect(await xmtp.listConversations(id)).toMatchObject([{ peer: 'aria', last_message: 'hello' }]);
    expect(await aria.xmtp.listConversations(id)).toMatchObject([{ peer: USER }]);
  },

  async getMessages({ id, owner: { xmtp }, aria }) {
    await xmtp.send(id, { agent_id: 'aria', content: 'one' });
    await aria.xmtp.send(id, { agent_id: USER, content: 'two' });
    const said = [
      { from_agent: USER, content: 'one' },
      { from_agent: 'aria', content: 'two' },
    ];
    expect(await xmtp.getMessages(id, 'aria', USER)).toMatchObject(said);
    expect(await aria.xmtp.getMessages(id, USER, 'aria', { limit: 1 })).toMatchObject(said.slice(1));
  },

  async send({ id, owner: { xmtp }, aria }) {
    await xmtp.send(id, { agent_id: 'aria', content: 'hello' });
    const read = await aria.xmtp.getMessages(id, 'aria', USER);
    expect(read).toMatchObject([{ from_agent: USER, content: 'hello' }]);
  },

  async listGroups(stage) {
    const group = await crew(stage);
    expect(await stage.owner.xmtp.listGroups(stage.id)).toEqual([group]);
  },

  async createGroup(stage) {
    const group = await crew(stage);
    expect(group).toMatchObject({ name: 'crew', members: ['aria'] });
    expect(await stage.aria.xmtp.listGroups(stage.id)).toEqual([group]);
  },

  async getGroupMessages(stage) {
    const { id, owner } = stage;
    const group = await crew(stage);
    await owner.messages.send(id, { to: group.id, content: 'one' });
    await owner.messages.send(id, { to: group.id, content: 'two' });
    const newest = await owner.xmtp.getGroupMessages(id, group.id, { limit: 1 });
    expect(newest).toMatchObject([{ from_agent: USER, content: 'two' }]);
  },

  async sendGroupMessage(stage) {
    const { id, owner, aria } = stage;
    const group = await crew(stage);
    await aria.xmtp.sendGroupMessage(id, group.id, { agent_id: 'aria', content: 'here' });
    const read = await owner.xmtp.getGroupMessages(id, group.id);
    expect(read).toMatchObject([{ from_agent: 'aria', content: 'here' }]);
  },

  async addMember(stage) {
    const { id, owner } = stage;
    const group = await crew(stage);
    await owner.employees.hire(id, { name: 'bo' });
    await owner.xmtp.addMember(id, group.id, 'bo');
    expect(await owner.xmtp.listGroups(id)).toEqual([{ ...group, members: ['aria', 'bo'] }]);
  },

  async removeMember(stage) {
    const group = await crew(stage);
    await stage.owner.xmtp.removeMember(stage.id, group.id, 'aria');
    expect(await stage.owner.xmtp.listGroups(stage.id)).toEqual([{ ...group, members: [] }]);
  },

  async renameGroup(stage) {
    const group = await crew(stage);
    await stage.owner.xmtp.renameGroup(stage.id, group.id, 'the few');
    expect(await stage.owner.xmtp.listGroups(stage.id)).toEqual([{ ...group, name: 'the few' }]);
  },

  async getConversationMessages({ id, owner: { xmtp }, aria }) {
    await aria.xmtp.send(id, { agent_id: USER, content: 'hello' });
    const [conversation] = await xmtp.listConversations(id);
    const read = await xmtp.getConversationMessages(id, conversation?.id ?? '');
    expect(read).toMatchObject([{ from_agent: 'aria', content: 'hello' }]);
    expect(await xmtp.getConversationMessages(id, 'aria', { limit: 0 })).toEqual([]);
  },

  async sendToConversation({ id, owner: { xmtp }, aria }) {
    await xmtp.sendToConversation(id, 'aria', { agent_id: USER, content: 'hello' });
    const read = await aria.xmtp.getConversationMessages(id, USER);
    expect(read).toMatchObject([{ from_agent: USER, content: 'hello' }]);
  },
};

function crew({ id, owner }: Stage): Promise<XMTPGroup> {
  return owner.xmtp.createGroup(id, { name: 'crew', members: ['aria'] });
}
