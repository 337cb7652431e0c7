import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';

test('error: the hint for a taken port has the command to use', async () => {
  await using server = await serve((_, response) => response.end());
  await using home = await makeHome();
  const { code, stdout, stderr } = await home.mi(['dev', '--port', new URL(server.url).port]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('To use free ports: mi dev --port 0 --dashboard-port 0\n');
});

test.each<[env: Record<string, string>, command: RegExp]>([
  [{}, /\| mi login/],
  [{ npm_command: 'exec' }, /\| npx mi login/],
])('behavior: with %j the next step can be typed as it is shown', async (env, command) => {
  await using home = await makeHome(env);
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0']);
  await dev.until(command);
  dev.interrupt();
  expect(await dev.outcome).toMatchObject({ code: 0 });
});

test.each([
  [[], 400],
  [['--sign-in-without-state'], 200],
])('behavior: with %j, a sign-in without state answers %i', async (flags, status) => {
  await using home = await makeHome();
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0', '--json', ...flags]);
  const [line] = await dev.until(/^\{.*\}\n/m);
  const { dashboardEndpoint } = JSON.parse(line);
  expect((await fetch(`${dashboardEndpoint}/api/auth/cli-login?port=45678`)).status).toBe(status);
  dev.interrupt();
  await dev.outcome;
});
