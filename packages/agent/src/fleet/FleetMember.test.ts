import { expect, test, vi } from 'vitest';
import { memoryState } from '../../test/memoryState.ts';
import { defineAgent } from '../defineAgent.ts';
import type { AgentState } from '../state/AgentState.ts';
import { FleetMember } from './FleetMember.ts';

const never = new AbortController().signal;
const codesOf = (errors: unknown[]) => errors.map((error) => Reflect.get(Object(error), 'code'));

/** The lease that an agent gets from a state. */
async function leaseOf(state: AgentState, agent = 'o/aria', errors: unknown[] = []) {
  const member = FleetMember.of(state);
  member.join(agent, (error) => errors.push(error));
  const lease = await member.lease(agent, never);
  if (!lease) throw new Error('no lease');
  return { member, lease };
}

// Waits for leases run together, each with a state of its own.
test.concurrent('behavior: finds a lease whose claim was done, and got no response', async () => {
  const state = memoryState();
  const errors: unknown[] = [];
  let claims = 0;
  const claim: AgentState['claim'] = async (...args) => {
    const leases = await state.claim(...args);
    if (claims++ === 0) throw new Error('connection lost');
    return leases;
  };
  const { member, lease } = await leaseOf({ ...state, claim }, 'o/aria', errors);
  expect(lease.grant.fence).toBe(1);
  expect(new Set(codesOf(errors))).toEqual(new Set(['state_unavailable']));
  await member.part('o/aria');
});

test.concurrent('behavior: gives up a lease again when that failed, and leaves at the end', async () => {
  const state = memoryState();
  const release = vi.fn(state.release);
  const leave = vi.fn(state.leave);
  release.mockRejectedValueOnce(new Error('connection lost'));
  const shared = { ...state, release, leave };
  const { member, lease } = await leaseOf(shared);
  await member.release(lease);
  await vi.waitUntil(() => release.mock.calls.length === 2, { timeout: 120_000 });
  expect(release.mock.calls).toEqual([[[lease.grant]], [[lease.grant]]]);
  const other = await leaseOf(state);
  expect(other.lease.grant.fence).toBeGreaterThan(lease.grant.fence);
  await member.part('o/aria');
  expect(leave).toHaveBeenCalledTimes(1);
  await other.member.part('o/aria');
});

test.concurrent('behavior: takes a new lease after one that could not be given up, and after one that a save has lost', async () => {
  const state = memoryState();
  const release = vi.fn(state.release);
  const save = vi.fn(state.save);
  const { member, lease } = await leaseOf({ ...state, release, save });
  await lease.memory.save('one');
  await lease.memory.save('two');
  release.mockRejectedValueOnce(new Error('connection lost'));
  await member.release(lease);
  const again = await member.lease('o/aria', never);
  expect(again?.grant.fence).toBeGreaterThan(lease.grant.fence);
  // The request to give up the first one arrives late: no other process gets the agent.
  await state.release([lease.grant]);
  await state.beat('other', '', 60_000);
  expect(await state.claim('other', ['o/aria'])).toEqual([]);
  await again?.memory.save('three');
  save.mockResolvedValueOnce(false);
  await expect(again?.memory.save('four')).rejects.toMatchObject({ code: 'lease_lost' });
  if (again) await member.release(again);
  const next = await member.lease('o/aria', never);
  expect(next?.grant.fence).toBeGreaterThan(again?.grant.fence ?? 0);
  expect(await next?.memory.load()).toBe('three');
  await member.part('o/aria');
});

test.concurrent('behavior: waits with each step while the state hangs, and refuses it if another process has the agent', async () => {
  const state = memoryState();
  let hangs = false;
  const hung: (() => void)[] = [];
  const beat: AgentState['beat'] = async (...args) => {
    if (hangs) await new Promise<void>((resolve) => hung.push(resolve));
    return state.beat(...args);
  };
  const errors: unknown[] = [];
  const { member, lease } = await leaseOf({ ...state, beat }, 'o/aria', errors);
  await lease.check();
  await lease.memory.save('mine');
  hangs = true;
  // Takes over when the first process counts as dead.
  const other = await leaseOf(state);
  expect(lease.lost.aborted).toBe(false);
  const step = lease.check();
  const save = lease.memory.save('late');
  await expect(save).rejects.toMatchObject({ code: 'lease_lost' });
  await expect(step).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await other.lease.memory.load()).toBe('mine');
  hangs = false;
  for (const resume of hung) resume();
  await member.part('o/aria');
  await other.member.part('o/aria');
});

test.concurrent('behavior: a save waits for a state that is away', async () => {
  const state = memoryState();
  const save = vi.fn(state.save);
  save.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('away'));
  const errors: unknown[] = [];
  const { member, lease } = await leaseOf({ ...state, save }, 'o/aria', errors);
  await lease.memory.save('text');
  expect(await lease.memory.load()).toBe('text');
  expect(save.mock.calls.map(([, text]) => text)).toEqual(['text', 'text', 'text']);
  expect(new Set(save.mock.calls.map(([, , revision]) => revision)).size).toBe(1);
  expect(new Set(codesOf(errors))).toEqual(new Set(['state_unavailable']));
  await member.part('o/aria');
});

test('error: an agent that this process runs already, and bad options, are refused before anything is sent', async () => {
  const state = memoryState();
  const beat = vi.fn(state.beat);
  const agent = defineAgent({ onMessage: () => undefined });
  const options = {
    endpoint: 'http://127.0.0.1:9',
    officeId: 'o',
    agentId: 'aria',
    state: { ...state, beat },
  };
  await expect(agent.run({ ...options, signingKey: new Uint8Array(3) })).rejects.toMatchObject({
    code: 'invalid_argument',
  });
  const memory = { load: async () => undefined, save: async () => undefined };
  await expect(
    agent.run({ ...options, signingKey: new Uint8Array(32).fill(1), memory }),
  ).rejects.toMatchObject({
    argument: 'memory',
  });
  expect(beat).not.toHaveBeenCalled();
  const stop = new AbortController();
  const one = agent.run({ ...options, signingKey: new Uint8Array(32).fill(1), signal: stop.signal });
  await expect(agent.run({ ...options, signingKey: new Uint8Array(32).fill(1) })).rejects.toMatchObject({
    argument: 'agentId',
  });
  stop.abort();
  await one;
});

test('behavior: many agents wait with one signal, without a warning', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  const signal = new AbortController();
  const state = memoryState();
  const claim: AgentState['claim'] = async () => [];
  const member = FleetMember.of({ ...state, claim });
  const waits = Array.from({ length: 30 }, (_, index) => {
    member.join(`o/${index}`, () => undefined);
    return member.lease(`o/${index}`, signal.signal);
  });
  // Warnings come with the next tick.
  await new Promise(setImmediate);
  signal.abort();
  expect(new Set(await Promise.all(waits))).toEqual(new Set([undefined]));
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
  await Promise.all(waits.map((_, index) => member.part(`o/${index}`)));
});
