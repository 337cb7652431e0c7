import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectControl } from '@mitosislabs/emulator/control';
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

test('behavior: other commands find a running mi dev, and its link opens the dashboard', async () => {
  await using home = await makeHome();
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0']);
  const [, address = '', token = ''] = await dev.until(/dashboard {2}(http:\S+)\/#token=(\S+)\n/);
  expect(await home.mi(['dev', 'limits', '--initial-credits', '7'])).toMatchObject({ code: 0 });
  const response = await fetch(`${address}/__emulator/control/limits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: '[]',
  });
  expect(await response.json()).toMatchObject({ initialCredits: 7 });
  dev.interrupt();
  expect(await dev.outcome).toMatchObject({ code: 0 });
  expect(await readdir(join(home.path, '.os1'))).toEqual([]);
  expect(await home.mi(['dev', 'limits'])).toMatchObject({ code: 9 });
});

test('error: the platform ends although its note for other commands cannot be read', async () => {
  await using home = await makeHome();
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0', '--json']);
  const [line] = await dev.until(/^\{.*\}\n/m);
  const { endpoint } = JSON.parse(line);
  const folder = join(home.path, '.os1/emulators');
  const [note = ''] = await readdir(folder);
  await chmod(join(folder, note), 0o666);
  dev.interrupt();
  expect(await dev.outcome).not.toMatchObject({ code: 0 });
  await expect(fetch(endpoint)).rejects.toThrow();
});

test('behavior: the JSON line has the control token, and is the only place where it is printed', async () => {
  await using home = await makeHome();
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0', '--json']);
  const [line] = await dev.until(/^\{.*\}\n/m);
  const { controlToken } = JSON.parse(line);
  const { code, stdout, stderr } = await home.mi(['dev', 'log', '--debug']);
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain(controlToken);
  dev.interrupt();
  await dev.outcome;
});

test('behavior: mi dev runs where it cannot store anything, with a note', async () => {
  await using home = await makeHome();
  await writeFile(join(home.path, '.os1'), 'a file');
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0']);
  await dev.until(/note: commands such as `mi dev log` need --endpoint and MI_DEV_TOKEN/);
  await dev.until(/\| mi login/);
  dev.interrupt();
  expect(await dev.outcome).toMatchObject({ code: 0 });
});

const SEED = `users: [{ email: ada@example.com }]
offices:
  - name: acme
    owner: ada@example.com
    agents: [{ name: aria }]
    tasks: [{ title: Audit, assignedTo: aria }]
`;

test('behavior: --seed and `mi dev seed` create what a file names', async () => {
  await using home = await makeHome();
  const file = join(home.path, 'office.yaml');
  await writeFile(file, SEED);
  const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0', '--json', '--seed', file]);
  const [line] = await dev.until(/^\{.*\}\n/m);
  const { endpoint, controlToken } = JSON.parse(line);
  const emulator = connectControl({ endpoint, token: controlToken });
  const { apiKey } = await emulator.createUser('ada@example.com');
  const offices = async () => {
    const headers = { Authorization: `Bearer ${apiKey}` };
    return (await fetch(`${endpoint}/api/v1/offices`, { headers })).json();
  };
  expect(await offices()).toMatchObject([{ name: 'acme' }]);
  await writeFile(file, SEED.replace('name: acme', 'name: initech'));
  const { code, stdout } = await home.mi(['dev', 'seed', file, '--endpoint', endpoint, '--json']);
  expect({ code, seeded: JSON.parse(stdout) }).toMatchObject({
    code: 0,
    seeded: { offices: { initech: { id: expect.any(String) } } },
  });
  expect(await offices()).toHaveLength(2);
  await writeFile(file, 'offices: [{ name: hooli, color: red }]');
  const wrong = await home.mi(['dev', 'seed', file, '--endpoint', endpoint]);
  expect(wrong.code).not.toBe(0);
  expect(wrong.stderr).toContain('color');
  const [{ id }] = (await offices()) as [{ id: string }];
  await writeFile(file, `offices:\n  - name: hooli\n    id: ${id}\n`);
  const refused = await home.mi(['dev', 'seed', file, '--endpoint', endpoint]);
  expect(refused).toMatchObject({ code: wrong.code });
  expect(refused.stderr).toContain(`${file}:2: offices[0] is refused: id is the id of another office`);
  expect(await offices()).toHaveLength(2);
  dev.interrupt();
  await dev.outcome;
});
