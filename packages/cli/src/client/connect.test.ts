import { expect, test } from 'vitest';
import { platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';

test('behavior: a response may be larger than a client accepts by default', async () => {
  const task = { id: 't1', office_id: OFFICE, title: 'large', status: 'completed' };
  const large = { ...task, created_at: '2026-01-02T03:04:05Z', description: 'x'.repeat(11 * 1024 * 1024) };
  await using server = await platform({ [`GET /api/v1/offices/${OFFICE}/tasks/t1`]: [200, large] });
  await using home = await makeHome(signedIn(server.url));
  const { code, stdout } = await home.mi(['tasks', 'get', 't1', '-o', OFFICE, '--json=title']);
  expect([code, JSON.parse(stdout)]).toEqual([0, { title: 'large' }]);
});
