import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const AT = `/api/v1/offices/${OFFICE}`;
const agent = (name: string) => ({
  name,
  role: `role of ${name}`,
  modelTier: 'sonnet',
  modelProvider: 'anthropic',
  skills: [],
  status: { phase: 'ready', ready: true },
});
const task = (id: string) => ({
  id,
  office_id: OFFICE,
  title: `title of ${id}`,
  status: 'completed',
  created_at: '2026-01-02T03:04:05Z',
});
const file = (name: string) => ({ name, size: 3, modifiedAt: '2026-01-02T03:04:05Z' });

const ROUTES: Parameters<typeof platform>[0] = {
  'GET /api/v1/offices': [200, [office('acme', OFFICE)]],
  [`GET ${AT}/employees`]: [200, [agent('aria'), agent('nova')]],
  [`GET ${AT}/employees/nova`]: [200, agent('nova')],
  [`GET ${AT}/employees/nova/logs`]: [200, { logs: 'the logs of nova\n', pod: 'p' }],
  [`DELETE ${AT}/employees/nova`]: [204, undefined],
  [`GET ${AT}/tasks`]: [200, [task('t1'), task('t2')]],
  [`GET ${AT}/tasks/t2`]: [200, task('t2')],
  [`GET ${AT}/files`]: [200, [file('a.md'), file('b.md')]],
  [`DELETE ${AT}/files/b.md`]: [204, undefined],
  [`GET ${AT}/files/b.md/permissions`]: [200, []],
  [`PUT ${AT}/files/b.md/permissions`]: [204, undefined],
};

describe('at a terminal', () => {
  test.each([
    ['an agent', ['agents', 'get'], ['nova'], /^name +nova$/m],
    ['an agent, by its number', ['agents', 'logs'], ['2'], /the logs of nova/],
    ['a task', ['tasks', 'get'], ['t2'], /title of t2/],
    ['a task, with the office as an option', ['tasks', 'wait', '-o', OFFICE], ['t2'], /title of t2/],
    ['an agent, before it is fired', ['agents', 'fire'], ['nova', 'y'], /fired nova/],
    ['a file', ['files', 'rm', '--yes'], ['b.md'], /b\.md/],
    ['all that is missing', ['files', 'share', '--yes'], ['b.md', 'nova', 'read'], /b\.md/],
  ])('default: asks for %s', async (_, args, answers, printed) => {
    await using server = await platform(ROUTES);
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const running = home.start([...args], { tty: true });
    for (const [index, answer] of answers.entries()) {
      // Every question ends with its choices.
      await running.until(new RegExp(`(?:\\[(?:1-\\d+|y/N)\\][^]*){${index + 1}}`));
      running.stdin.push(`${answer}\n`);
    }
    const { code, stdout, stderr } = await running.outcome;
    expect({ code }, stderr).toEqual({ code: 0 });
    expect(stdout + stderr).toMatch(printed);
  });

  test('default: with a cursor, a part of the name picks it, and Ctrl-C leaves the picker', async () => {
    await using server = await platform(ROUTES);
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const picking = home.start(['agents', 'get'], { tty: true, raw: true });
    await picking.until(/Which agent\?/);
    picking.stdin.push('nov');
    await picking.until(/1 match/);
    picking.stdin.push('\r');
    const { code, stdout } = await picking.outcome;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^name +nova$/m);
    const leaving = home.start(['tasks', 'get'], { tty: true, raw: true });
    await leaving.until(/Which task\?/);
    leaving.stdin.push('\u0003');
    expect(await leaving.outcome).toMatchObject({ code: 130, stdout: '' });
  });

  test('default: the keys to pick from are those of this machine', async () => {
    await using server = await platform(ROUTES);
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const { stdout: key } = await home.mi(['keys', 'generate', '-o', OFFICE, '-a', 'local']);
    const running = home.start(['keys', 'pubkey', '-o', OFFICE], { tty: true });
    await running.until(/1 {2}local/);
    running.stdin.push('1\n');
    expect(await running.outcome).toMatchObject({ code: 0, stdout: key });
  });

  test('error: there is nothing to pick', async () => {
    await using server = await platform({ ...ROUTES, [`GET ${AT}/tasks`]: [200, []] });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const { code, stderr } = await home.mi(['tasks', 'get'], { tty: true });
    expect(code).toBe(2);
    expect(stderr).toContain('error: <task> is missing, and there is none to pick\n');
    expect(stderr).toContain('hint: Make one first: mi tasks create -t <title>\n');
  });

  test('error: text has no list', async () => {
    await using home = await makeHome({ ...signedIn('http://127.0.0.1:9'), NO_COLOR: '1' });
    const { code, stderr } = await home.mi(['send'], { tty: true });
    expect(code).toBe(2);
    expect(stderr).toContain('error: <agent> and <message> are missing\n');
  });
});

describe('not at a terminal', () => {
  const WHERE: [string, Parameters<Awaited<ReturnType<typeof makeHome>>['mi']>[1], string[]][] = [
    ['in a pipe', { stdin: '' }, []],
    ['in CI', { tty: true, env: { CI: '1' } }, []],
    ['with --no-input', { tty: true }, ['--no-input']],
  ];
  const COMMANDS: [string[], string][] = [
    [['agents', 'get'], '<agent> is missing'],
    [['chat'], '<agent> is missing'],
    [['tasks', 'wait'], '<task> is missing'],
    [['files', 'download'], '<file> is missing'],
    [['files', 'rm'], '<file> is missing'],
    [['keys', 'pubkey'], '-a, --agent is required'],
    [['backups', 'get'], '<backup> is missing'],
    [['tasks', 'claim'], '--agent is missing'],
  ];
  test.each(WHERE.flatMap((where) => COMMANDS.map((command) => [...where, ...command] as const)))(
    'error: %s nothing is asked for: %j %j mi %j: %s',
    async (_, options, more, words, message) => {
      // A request would end with 9.
      await using home = await makeHome({ ...signedIn('http://127.0.0.1:9'), NO_COLOR: '1' });
      const { code, stdout, stderr } = await home.mi([...words, ...more], options);
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`error: ${message}\n`);
      await expect(access(join(home.path, '.os1'))).rejects.toThrow();
    },
  );
});
