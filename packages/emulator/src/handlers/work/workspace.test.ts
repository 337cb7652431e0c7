import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRefused } from '../../testing/refusals.ts';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
const time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('workspace', () => {
  test('default: runs commands on the office’s files and records them', async () => {
    const id = await world.officeWith();
    const { workspace, files, env, employees } = world.owner;
    await files.upload(id, 'report.md', new TextEncoder().encode('one\ntwo\n'));
    await env.set(id, { WHO: 'office' });
    expect(await workspace.exec(id, { command: 'cat report.md | wc -l; echo $WHO > who.txt; ls' })).toEqual({
      stdout: '2\nreport.md\nwho.txt\n',
      stderr: '',
      exit_code: 0,
    });
    expect(await (await files.download(id, 'who.txt')).text()).toBe('office\n');
    expect((await files.changes(id)).events.map(({ name }) => name)).toEqual(['report.md', 'who.txt']);
    await env.setAgentEnv(id, 'aria', 'WHO', 'aria');
    const byAria = await world.as(id, 'aria').workspace.exec(id, { command: 'echo $WHO' });
    expect(byAria.stdout).toBe('aria\n');
    expect(await employees.activity(id, 'aria', { category: 'terminal' })).toMatchObject([
      { summary: 'echo $WHO' },
    ]);
    expect(await workspace.health(id)).toEqual({ healthy: true });
  });

  test('behavior: applies the rights of agents', async () => {
    const id = await world.officeWith();
    await world.owner.files.upload(id, 'secret.md', new TextEncoder().encode('s3cret'));
    await world.owner.files.setPermissions(id, 'secret.md', { agent_name: 'aria', access: 'none' });
    const { workspace } = world.as(id, 'aria');
    for (const command of [
      'cat secret.md',
      'cp secret.md copy',
      'echo x > secret.md',
      'rm secret.md',
      'mv secret.md a',
      'cat < secret.md',
    ]) {
      const { stdout, stderr, exit_code } = await workspace.exec(id, { command });
      expect([command, stdout, exit_code, stderr]).toEqual([
        command,
        '',
        1,
        expect.stringContaining('may not'),
      ]);
    }
    expect(await (await world.owner.files.download(id, 'secret.md')).text()).toBe('s3cret');
  });

  test('behavior: ends a command that takes too long', async () => {
    const id = await world.officeWith();
    const slow = await world.owner.workspace.exec(id, { command: 'sleep 999', timeout_ms: 10 });
    expect(slow).toEqual({ stdout: '', stderr: 'sh: timed out\n', exit_code: 124 });
  });

  test('behavior: can be disabled; a suspended office runs nothing', async () => {
    const off = await startWorld({ exec: false });
    const { id } = await off.office();
    expect(await failure(off.owner.workspace.exec(id, { command: 'ls' }))).toMatchObject({
      status: 403,
      code: 'exec_disabled',
    });
    expect(await off.owner.workspace.health(id)).toEqual({ healthy: false });
    await off.close();
    const asleep = await world.officeWith();
    await world.owner.offices.suspend(asleep);
    expect(await failure(world.owner.workspace.exec(asleep, { command: 'ls' }))).toMatchObject({
      status: 409,
    });
    expect(await world.owner.workspace.health(asleep)).toEqual({ healthy: false });
  });

  test('error: refuses a missing or too long command', async () => {
    const id = await world.officeWith();
    await allRefused([
      world.owner.workspace.exec(id, { command: ' ' }),
      world.owner.workspace.exec(id, { command: `echo ${'x'.repeat(10_000)}` }),
    ]);
  });
});
