import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { INITIAL_CREDITS, PRICES } from '../../../assumptions.ts';
import type { Entries, Stage } from '../Stage.ts';

const HOUR_MS = 3_600_000;
/** The balance after one hire. */
const LEFT = INITIAL_CREDITS - PRICES.hire;

/** The operations on credits, usage and quota. */
export const credits: Entries<typeof contract.credits> = {
  async balance({ id, owner: { credits, employees } }) {
    expect(await credits.balance(id)).toEqual({ office_id: id, balance: LEFT });
    await employees.hire(id, { name: 'bo' });
    expect(await credits.balance(id)).toEqual({ office_id: id, balance: LEFT - PRICES.hire });
  },

  async add({ id, owner: { credits } }) {
    const more = await credits.add(id, { amount: 12.5, reason: 'top-up' });
    expect(more).toEqual({ office_id: id, balance: LEFT + 12.5 });
    expect(await credits.balance(id)).toEqual(more);
  },

  async history({ id, owner: { credits } }) {
    await credits.add(id, { amount: 5, reason: 'top-up' });
    expect(await credits.history(id)).toMatchObject([
      { amount: 5, balance_after: LEFT + 5, reason: 'top-up' },
      { amount: -PRICES.hire, balance_after: LEFT, reason: 'hired aria' },
      { amount: INITIAL_CREDITS, balance_after: INITIAL_CREDITS },
    ]);
    expect(await credits.history(id, { limit: 1, offset: 1 })).toMatchObject([{ reason: 'hired aria' }]);
  },

  async usage(stage) {
    await completeTask(stage);
    expect(await stage.owner.credits.usage(stage.id)).toMatchObject({
      office_id: stage.id,
      total_credits: PRICES.hire + PRICES.task,
      entries: expect.arrayContaining([expect.objectContaining({ kind: 'task', agent: 'aria' })]),
    });
  },

  async usageCurrent({ id, owner: { credits } }) {
    const usage = { office_id: id, total_credits: PRICES.hire, running_agents: ['aria'] };
    expect(await credits.usageCurrent(id)).toMatchObject(usage);
  },

  async usageSummary({ id, owner: { credits }, pass }) {
    pass(HOUR_MS);
    expect(await credits.usageSummary(id)).toEqual({
      cpu_core_hours: 1,
      memory_gib_hours: 2,
      total_credits: PRICES.coreHour,
      pods: [{ agent: 'aria', cpu_core_hours: 1, memory_gib_hours: 2, credits: PRICES.coreHour }],
    });
    expect((await credits.balance(id)).balance).toBe(LEFT - PRICES.coreHour);
  },

  async llmUsage(stage) {
    await completeTask(stage);
    const usage = { office_id: stage.id, entries: [{ kind: 'task', agent: 'aria', credits: PRICES.task }] };
    expect(await stage.owner.credits.llmUsage(stage.id)).toMatchObject(usage);
  },

  async llmUsageSummary(stage) {
    await completeTask(stage);
    expect(await stage.owner.credits.llmUsageSummary(stage.id)).toMatchObject({
      total_credits: PRICES.task,
      agents: [{ agent: 'aria', credits: PRICES.task }],
    });
  },

  async agentUsage(stage) {
    await completeTask(stage);
    const usage = { agent: 'aria', total_credits: PRICES.hire + PRICES.task };
    expect(await stage.owner.credits.agentUsage(stage.id, 'aria')).toMatchObject(usage);
  },

  async quota({ id, owner: { credits } }) {
    const set = await credits.setQuota(id, { tier: 'small', cpu: '500m', memory: '2Gi', pods: 2 });
    expect(await credits.quota(id)).toEqual(set);
  },

  async setQuota({ id, owner: { credits } }) {
    const before = await credits.quota(id);
    expect(await credits.setQuota(id, { tier: 'small', pods: 1 })).toEqual({
      ...before,
      tier: 'small',
      pods: 1,
    });
    expect(await credits.quota(id)).toMatchObject({ tier: 'small', pods: 1 });
  },
};

async function completeTask({ id, owner, aria }: Stage): Promise<void> {
  await owner.tasks.create(id, { title: 'a task' });
  const task = await aria.tasks.claim(id, { agent: 'aria' });
  await aria.tasks.update(id, task.id, { status: 'completed', result: 'a result' });
}
