import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { failure } from '../../world.ts';
import { bytes, type Entries } from '../Stage.ts';

const NAME = 'Q1 – report#1.md';

/** The operations on files. */
export const files: Entries<typeof contract.files> = {
  async upload({ id, owner: { files }, aria }) {
    await aria.files.upload(id, NAME, bytes('one\n'));
    expect(await files.list(id)).toMatchObject([{ name: NAME, size: 4 }]);
    expect(await (await files.download(id, NAME)).text()).toBe('one\n');
  },

  async list({ id, owner: { files } }) {
    await files.upload(id, 'a.txt', bytes('a'));
    await files.upload(id, 'b.txt', bytes(''));
    const all = [
      { name: 'a.txt', size: 1 },
      { name: 'b.txt', size: 0 },
    ];
    expect(await files.list(id)).toMatchObject(all);
  },

  async download({ id, owner: { files, workspace } }) {
    await workspace.exec(id, { command: 'echo two > made.txt' });
    const response = await files.download(id, 'made.txt');
    expect(response.headers.get('content-disposition')).toContain('made.txt');
    expect(await response.text()).toBe('two\n');
  },

  async delete({ id, owner: { files } }) {
    await files.upload(id, NAME, bytes('one'));
    await files.delete(id, NAME);
    expect(await files.list(id)).toEqual([]);
    expect(await failure(files.download(id, NAME))).toMatchObject({ status: 404 });
  },

  async changes({ id, owner: { files } }) {
    await files.upload(id, 'a.txt', bytes('a'));
    const { serverTime } = await files.changes(id);
    await files.delete(id, 'a.txt');
    const { events, full_refresh } = await files.changes(id, serverTime);
    expect(events).toMatchObject([{ type: 'delete', name: 'a.txt' }]);
    expect(full_refresh).toBeUndefined();
  },

  async getPermissions({ id, owner: { files } }) {
    await files.upload(id, NAME, bytes('one'));
    expect(await files.getPermissions(id, NAME)).toEqual([]);
    await files.setPermissions(id, NAME, { agent_name: 'aria', access: 'read' });
    expect(await files.getPermissions(id, NAME)).toEqual([{ agent_name: 'aria', access: 'read' }]);
  },

  async setPermissions({ id, owner: { files }, aria }) {
    await files.upload(id, NAME, bytes('one'));
    await files.setPermissions(id, NAME, { agent_name: 'aria', access: 'none' });
    expect(await files.getPermissions(id, NAME)).toEqual([{ agent_name: 'aria', access: 'none' }]);
    expect(await aria.files.list(id)).toEqual([]);
    expect(await failure(aria.files.download(id, NAME))).toMatchObject({ status: 403 });
  },
};
