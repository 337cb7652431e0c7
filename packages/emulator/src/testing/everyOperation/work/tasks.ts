import type { Task } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries, Stage } from '../Stage.ts';

/** The operations on tasks; agents claim, report and log. */
export const tasks: Entries<typeof contract.tasks> = {
  async create({ id, owner: { tasks } }) {
    const request = { title: 'Audit', description: 'All of it.', kind: 'research', priority: 2 };
    const task = await tasks.create(id, request);
    expect(task).toMatchObject({ ...request, office_id: id, status: 'queued' });
    expect(await tasks.get(id, task.id)).toEqual(task);
  },

  async list({ id, owner: { tasks } }) {
    const one = await tasks.create(id, { title: 'one' });
    const two = await tasks.create(id, { title: 'two', assigned_to: 'aria' });
    const all = await tasks.list(id);
    expect(all).toHaveLength(2);
    expect(all).toEqual(expect.arrayContaining([one, two]));
    expect(await tasks.list(id, { status: 'queued', assigned_to: 'aria' })).toEqual([two]);
  },

  async get({ id, owner: { tasks }, aria }) {
    const { id: taskId } = await tasks.create(id, { title: 'one' });
    expect(await tasks.get(id, taskId)).toEqual(await aria.tasks.get(id, taskId));
  },

  async stats(stage) {
    const { id, owner } = stage;
    await claimed(stage);
    await owner.tasks.create(id, { title: 'two' });
    const stats = { total: 2, queued: 1, running: 1, completed: 0, failed: 0 };
    expect(await owner.tasks.stats(id)).toEqual(stats);
  },

  async claim(stage) {
    const task = await claimed(stage);
    expect(task).toMatchObject({ title: 'one', status: 'running', assigned_to: 'aria' });
    expect(await stage.owner.tasks.get(stage.id, task.id)).toEqual(task);
  },

  async update(stage) {
    const { id, owner, aria } = stage;
    const task = await claimed(stage);
    const done = await aria.tasks.update(id, task.id, { status: 'completed', result: 'It adds up.' });
    expect(done).toMatchObject({ status: 'completed', result: 'It adds up.' });
    expect(await owner.tasks.get(id, task.id)).toEqual(done);
  },

  async log(stage) {
    const { id, owner, aria } = stage;
    const task = await claimed(stage);
    await aria.tasks.log(id, task.id, { message: 'half-way', event: 'progress' });
    expect(await owner.employees.activity(id, 'aria', { category: 'task', limit: 1 })).toMatchObject([
      { type: 'progress', summary: 'half-way', metadata: { task_id: task.id } },
    ]);
  },
};

async function claimed({ id, owner, aria }: Stage): Promise<Task> {
  await owner.tasks.create(id, { title: 'one' });
  return aria.tasks.claim(id, { agent: 'aria' });
}
