import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { bytes, type Entries } from '../Stage.ts';

/** The operations on the workspace. */
export const workspace: Entries<typeof contract.workspace> = {
  async exec({ id, owner: { workspace, files } }) {
    await files.upload(id, 'a.txt', bytes('one\ntwo\n'));
    const command = 'wc -l < a.txt; echo made > b.txt';
    expect(await workspace.exec(id, { command })).toMatchObject({ stdout: '2\n', exit_code: 0 });
    expect(await (await files.download(id, 'b.txt')).text()).toBe('made\n');
  },

  async health({ id, owner: { workspace, offices } }) {
    expect(await workspace.health(id)).toEqual({ healthy: true });
    await offices.suspend(id);
    expect(await workspace.health(id)).toEqual({ healthy: false });
  },
};
