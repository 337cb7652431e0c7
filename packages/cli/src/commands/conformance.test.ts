import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';

/** An emulator with an office, and the variables that sign in to it. Requests to `broken` fail with 418. */
async function platform(broken?: RegExp) {
  const methods = new Set<string>();
  const emulator = await startEmulator({
    brain: 'none',
    faults({ method, target }) {
      methods.add(method);
      return broken?.test(target) ? 418 : undefined;
    },
  });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const env = { MITOSIS_ENDPOINT: endpoint, MITOSIS_API_KEY: apiKey };
  const response = await fetch(`${endpoint}/api/v1/offices`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: '{"name":"scratch"}',
  });
  const { id } = (await response.json()) as { id: string };
  methods.clear();
  return { emulator, env, office: id, methods, dashboardEndpoint, apiKey };
}

test('default: reads only, and writes a report that its owner alone can read', async () => {
  const { emulator, env, methods, dashboardEndpoint, apiKey } = await platform();
  await using home = await makeHome(env);
  const file = join(home.path, 'report.json');
  const run = await home.mi(['conformance', '--dashboard', dashboardEndpoint, '--report', file]);
  expect(run).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^0 differ, \d+ hold, \d+ not tried/m),
  });
  expect([...methods]).toEqual(['GET']);
  const text = await readFile(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ format: 'mitosis-conformance/1', mode: 'read-only' });
  expect(text).not.toContain(apiKey);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await home.mi(['conformance', '--dashboard', dashboardEndpoint, '--report', file]);
  expect(again).toMatchObject({ code: 6, stderr: expect.stringContaining('exists already') });
  await emulator.close();
});

test('behavior: changes nothing in an office without a confirmation', async () => {
  const { emulator, env, office, methods, dashboardEndpoint } = await platform();
  await using home = await makeHome(env);
  const run = await home.mi(['conformance', '--dashboard', dashboardEndpoint, '--office', office]);
  expect(run).toMatchObject({ code: 10, stderr: expect.stringContaining('costs credits') });
  expect(run.stderr).not.toContain('--dry-run');
  expect([...methods].filter((method) => method !== 'GET')).toEqual([]);
  await emulator.close();
});

test('behavior: exits with 12 and names the difference', async () => {
  const { emulator, env, dashboardEndpoint } = await platform(/\/roles$/);
  await using home = await makeHome(env);
  const run = await home.mi(['conformance', '--dashboard', dashboardEndpoint]);
  expect(run).toMatchObject({
    code: 12,
    stdout: expect.stringContaining('roles.list: status: expected 200, got 418'),
  });
  await emulator.close();
});

test('behavior: Ctrl-C removes what the run made, and exits with 130', async () => {
  const { emulator, env, office, dashboardEndpoint, apiKey } = await platform();
  await using home = await makeHome(env);
  const hired = emulator.control.log.next({ operation: 'employees.heartbeat' }, { timeout: 120_000 });
  const args = ['conformance', '--dashboard', dashboardEndpoint, '--office', office, '--yes', '--json'];
  const run = home.start(args);
  await hired;
  run.interrupt();
  expect(await run.outcome).toMatchObject({ code: 130, stdout: expect.stringContaining('"interrupted"') });
  const headers = { Authorization: `Bearer ${apiKey}` };
  const agents = await fetch(`${emulator.endpoint}/api/v1/offices/${office}/employees`, { headers });
  expect(await agents.json()).toEqual([]);
  await emulator.close();
});

test('error: a report that cannot be written is refused before a request; one that was not written is removed', async () => {
  await using home = await makeHome({
    MITOSIS_ENDPOINT: 'http://127.0.0.1:9',
    MITOSIS_API_KEY: 'mi_emulator_x',
  });
  const run = (report: string) => home.mi(['conformance', '--report', report]);
  const nowhere = join(home.path, 'none', 'report.md');
  expect(await run(nowhere)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`there is no folder ${join(home.path, 'none')}`),
  });
  expect(await run(home.path)).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') });
  const file = join(home.path, 'report.md');
  for (const _ of ['first', 'again']) {
    const { stderr } = await run(file);
    expect(stderr).toContain('does not give the list of offices');
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  }
});
