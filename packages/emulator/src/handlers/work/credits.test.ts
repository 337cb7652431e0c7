import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRICES } from '../../assumptions.ts';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time, initialCredits: 100 });
});
afterAll(() => world?.close());

describe('credits', () => {
  test('default: lists the ledger, newest first, each entry with its balance', async () => {
    const { id } = await world.office();
    const { credits } = world.owner;
    expect(await credits.balance(id)).toEqual({ office_id: id, balance: 100 });
    expect(await credits.add(id, { amount: 12.5, reason: 'top-up' })).toEqual({
      office_id: id,
      balance: 112.5,
    });
    await world.owner.employees.hire(id, { name: 'aria' });
    expect(await credits.history(id)).toMatchObject([
      { office_id: id, amount: -PRICES.hire, balance_after: 112.5 - PRICES.hire, reason: 'hired aria' },
      { amount: 12.5, balance_after: 112.5, reason: 'top-up', created_at: new Date(time).toISOString() },
      { amount: 100, balance_after: 100, reason: 'initial credits' },
    ]);
    expect(await credits.history(id, { limit: 1, offset: 1 })).toMatchObject([{ reason: 'top-up' }]);
    const ids = (await credits.history(id)).map((entry) => entry.id);
    expect(new Set(ids).size).toBe(3);
  });

  test('behavior: the sum of all costs matches the ledger', async () => {
    const { id } = await world.office();
    const { credits, tasks, employees } = world.owner;
    await world.agent(id, 'aria');
    await world.agent(id, 'bo');
    await tasks.create(id, { title: 'a task' });
    const task = await tasks.claim(id, { agent: 'aria' });
    await tasks.update(id, task.id, { status: 'completed', result: 'a result' });
    await world.as(id, 'bo').messages.send(id, { to: 'admin-sdk', content: 'good morning' });
    time += 3_600_000;
    const { balance } = await credits.balance(id);
    const spent = 2 * PRICES.hire + PRICES.task + PRICES.message + 2 * PRICES.coreHour;
    expect(balance).toBe(100 - spent);
    expect(await credits.usage(id)).toMatchObject({ office_id: id, total_credits: spent });
    expect(await credits.usageSummary(id)).toMatchObject({
      cpu_core_hours: 2,
      memory_gib_hours: 4,
      total_credits: 2 * PRICES.coreHour,
      pods: [{ agent: 'aria', cpu_core_hours: 1 }, { agent: 'bo' }],
    });
    const llm = await credits.llmUsageSummary(id);
    expect(llm).toMatchObject({ total_credits: PRICES.task + PRICES.message, total_cost: 0.04 });
    expect(llm.agents).toMatchObject([
      { agent: 'aria', credits: PRICES.task },
      { agent: 'bo', credits: PRICES.message },
    ]);
    expect(llm.total_tokens).toBe(llm.agents.reduce((all, { tokens }) => all + Number(tokens), 0));
    expect(await credits.agentUsage(id, 'aria')).toMatchObject({
      agent: 'aria',
      total_credits: PRICES.hire + PRICES.task + PRICES.coreHour,
    });
    expect(await credits.llmUsage(id)).toMatchObject({
      entries: [{ kind: 'message', agent: 'bo' }, { kind: 'task' }],
    });
    expect(await credits.usageCurrent(id)).toMatchObject({
      running_agents: ['aria', 'bo'],
      total_credits: spent,
    });
    expect(await failure(credits.agentUsage(id, 'none'))).toMatchObject({ status: 404 });
    await employees.lifecycle(id, 'bo', 'suspend');
    time += 3_600_000;
    expect((await credits.balance(id)).balance).toBe(balance - PRICES.coreHour);
  });

  test('error: answers 402 to hires, tasks and messages without credits', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const group = await world.owner.xmtp.createGroup(id, { members: ['aria'] });
    time += 95 * 3_600_000;
    expect((await world.owner.credits.balance(id)).balance).toBe(0);
    const words = { agent_id: 'admin-sdk', content: 'hello' };
    const refused = [
      world.owner.employees.hire(id, { name: 'bo' }),
      world.owner.tasks.create(id, { title: 'x' }),
      world.owner.xmtp.sendToConversation(id, 'aria', words),
      world.owner.xmtp.send(id, { agent_id: 'aria', content: 'hello' }),
      world.owner.xmtp.sendGroupMessage(id, group.id, words),
      world.owner.messages.send(id, { to: 'aria', content: 'hello' }),
    ];
    for (const error of await Promise.all(refused.map(failure))) {
      expect(error).toMatchObject({ status: 402, code: 'insufficient_credits' });
    }
    await world.owner.credits.add(id, { amount: 1, reason: 'enough' });
    expect((await world.owner.tasks.create(id, { title: 'x' })).status).toBe('queued');
  });

  test('error: refuses amounts of zero or less', async () => {
    const { id } = await world.office();
    for (const amount of [0, -5]) {
      expect(await failure(world.owner.credits.add(id, { amount, reason: 'x' }))).toMatchObject({
        status: 400,
      });
    }
    expect(await world.owner.credits.history(id)).toHaveLength(1);
  });
});

describe('quota', () => {
  test('default: changes the given fields', async () => {
    const { id } = await world.office();
    const { credits } = world.owner;
    const before = await credits.quota(id);
    expect(await credits.setQuota(id, { tier: 'large', cpu: '500m' })).toEqual({
      ...before,
      tier: 'large',
      cpu: '500m',
    });
    expect(await credits.setQuota(id, { tier: 'small', memory: '2Gi', pods: 2 })).toEqual({
      tier: 'small',
      cpu: '500m',
      memory: '2Gi',
      pods: 2,
    });
    expect(await credits.quota(id)).toMatchObject({ tier: 'small', pods: 2 });
  });

  test('error: refuses values that are not quantities', async () => {
    const { id } = await world.office();
    for (const wrong of [{ tier: '' }, { cpu: 'a lot' }, { memory: '2' }, { pods: -1 }, { pods: 1.5 }]) {
      const error = await failure(world.owner.credits.setQuota(id, { tier: 'x', ...wrong }));
      expect([error.status, error.message]).toEqual([
        400,
        expect.stringContaining(Object.keys(wrong)[0] ?? ''),
      ]);
    }
  });
});
