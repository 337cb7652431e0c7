import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HEARTBEAT, POD_RESTART_MS } from '../assumptions.ts';
import { defaultLimits } from '../core/LimitSettings.ts';
import { ApiError } from '../errors.ts';
import { Platform } from '../platform/Platform.ts';
import { Database } from '../store/Database.ts';
import { HandClock } from '../testing/HandClock.ts';
import { AgentPool } from './AgentPool.ts';

let clock: HandClock;
let platform: Platform;
let pool: AgentPool;

beforeEach(() => {
  clock = new HandClock();
  platform = new Platform(new Database(), {
    jwtSecret: '',
    limits: { ...defaultLimits(), initialCredits: 100, readyAfterMs: 7 },
    dialect: 'both',
    exec: true,
    clock,
  });
  pool = new AgentPool(platform, 'none');
});
afterEach(async () => {
  await pool.close();
  platform.db.close();
});

test('error: survives full storage and starts the agent when there is room', () => {
  const office = platform.offices.create('acme', 'user');
  platform.agents.hire(office, { name: 'aria' });
  pool.start('');
  const phase = () => platform.agents.find(office, 'aria')?.phase;
  const lengths = () => [...clock.waits.values()].sort((a, b) => a - b);
  expect(lengths()).toEqual([7, HEARTBEAT.everyMs]);
  // Whether a row still fits into a page that is there depends on its random id: so the database says that it is full.
  const transaction = vi.spyOn(platform.db, 'transaction').mockImplementation(() => {
    throw new ApiError(507, 'storage_full', 'No space left on device.');
  });
  clock.end();
  expect(lengths()).toEqual([POD_RESTART_MS, HEARTBEAT.everyMs]);
  // The heartbeat, and the start that is tried again.
  for (let round = 0; round < 4; round++) clock.end();
  expect([phase(), lengths()]).toEqual(['provisioning', [POD_RESTART_MS, HEARTBEAT.everyMs]]);
  transaction.mockRestore();
  for (let round = 0; round < 2; round++) clock.end();
  expect(phase()).toBe('ready');
});
