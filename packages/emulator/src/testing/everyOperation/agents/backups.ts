import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations on backups. */
export const backups: Entries<typeof contract.backups> = {
  async list({ id, owner: { backups, employees } }) {
    await employees.action(id, 'aria', { action: 'backup' });
    expect(await backups.list(id)).toMatchObject([{ employee_name: 'aria', office_id: id }]);
    expect(await backups.list(id, { employee: 'bo' })).toEqual([]);
  },

  async get({ id, owner: { backups, employees } }) {
    await employees.archive(id, 'aria');
    const [backup] = await backups.list(id, { employee: 'aria' });
    expect(await backups.get(id, backup?.id ?? '')).toEqual(backup);
  },

  async delete({ id, owner: { backups, employees } }) {
    await employees.action(id, 'aria', { action: 'backup' });
    const [backup] = await backups.list(id);
    await backups.delete(id, backup?.id ?? '');
    expect(await backups.list(id)).toEqual([]);
  },
};
