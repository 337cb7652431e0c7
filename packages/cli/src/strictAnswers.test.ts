import { expect, test } from 'vitest';
import { office, platform, signedIn } from '../testing/platform.ts';
import { makeHome } from '../testing/runMi.ts';

test('default: an answer that matches the contract', async () => {
  await using server = await platform({ 'GET /api/v1/offices': [200, [office('acme')]] });
  await using home = await makeHome(signedIn(server.url));
  expect(await home.mi(['offices', 'list'])).toMatchObject({ code: 0 });
});

test('error: in these tests a response that violates the contract fails the command', async () => {
  await using server = await platform({ 'GET /api/v1/offices': [200, [{ ...office('acme'), name: 7 }]] });
  await using home = await makeHome(signedIn(server.url));
  const { code, stderr } = await home.mi(['offices', 'list']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('a number instead of text at 0.name');
});
