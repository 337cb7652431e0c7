import { describe, expect, test } from 'vitest';
import { exampleArguments } from '../../testing/exampleArguments.ts';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { commandTable } from '../dispatch/commandTable.ts';
import { loadCommand } from '../dispatch/findCommand.ts';

const JSON_BY_DEFAULT = { MI_OUTPUT: 'json' };

describe('MI_OUTPUT', () => {
  test.each([
    [['offices', 'list']],
    [['offices', 'get', 'o1']],
    [['agents', 'list']],
    [['credits', 'balance']],
    [['tasks', 'list']],
    [['files', 'ls']],
    [['whoami']],
    [['auth', 'list']],
    [['keys', 'list']],
    [['init', '--endpoint', '<url>', '--office', 'o1']],
  ])('default: json makes mi %j print what it prints with --json', async (words) => {
    await using server = await platform({
      'GET /api/v1/offices': [200, [office('acme', 'o1')]],
      'GET /api/v1/offices/o1': [200, office('acme', 'o1')],
      'GET /api/v1/offices/o1/employees': [200, []],
      'GET /api/v1/offices/o1/credits': [200, { office_id: 'o1', balance: 5 }],
      'GET /api/v1/offices/o1/tasks': [200, []],
      'GET /api/v1/offices/o1/files': [200, []],
    });
    await using home = await makeHome(signedIn(server.url));
    const args = words.map((word) => word.replace('<url>', server.url));
    const asked = await home.mi([...args, '--json']);
    expect(asked.code).toBe(0);
    expect(() => JSON.parse(asked.stdout)).not.toThrow();
    expect(await home.mi(args, { env: JSON_BY_DEFAULT })).toEqual(asked);
    const text = await home.mi(args);
    expect(text.stdout).not.toBe(asked.stdout);
    expect(await home.mi([...args, '--no-json'], { env: JSON_BY_DEFAULT })).toEqual(text);
    for (const MI_OUTPUT of ['text', '']) expect(await home.mi(args, { env: { MI_OUTPUT } })).toEqual(text);
    expect(await home.mi([...args, '--json'], { env: { MI_OUTPUT: 'text' } })).toEqual(asked);
  });

  test.each(commandTable.map(({ path }) => [path.split(' ')]))(
    'behavior: errors of mi %j are JSON too, unless --no-json is given',
    async (words) => {
      await using home = await makeHome(JSON_BY_DEFAULT);
      const { code, stdout, stderr } = await home.mi([...words, '--nonsense']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(JSON.parse(stderr).error).toMatchObject({ code: 'usage', exitCode: 2 });
      const text = await home.mi([...words, '--nonsense', '--no-json']);
      expect(text).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: /) });
    },
  );

  test.each([[['ofices', 'list']], [['offices', 'lst']], [['--nonsense']]])(
    'behavior: the error of a command that does not exist is JSON too: mi %j',
    async (args) => {
      await using home = await makeHome(JSON_BY_DEFAULT);
      const { stderr } = await home.mi(args);
      expect(JSON.parse(stderr).error.code).toBe('usage');
    },
  );

  test('behavior: the last of --json and --no-json counts; words after -- are not options', async () => {
    await using home = await makeHome();
    const isJSON = async (...args: string[]): Promise<boolean> =>
      (await home.mi(['credits', 'balance', ...args, 'extra'])).stderr.startsWith('{');
    expect(await isJSON('--json', '--no-json')).toBe(false);
    expect(await isJSON('--no-json', '--json')).toBe(true);
    expect(await isJSON('--', '--json')).toBe(false);
  });

  test.each(commandTable.map((entry) => [entry.path, entry] as const))(
    'error: with a wrong value mi %s does nothing',
    async (path, entry) => {
      await using server = await platform({});
      await using home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: 'o1', MI_OUTPUT: 'xml' });
      const args = exampleArguments(path, await loadCommand(entry));
      const outcome = await home.mi([...path.split(' '), ...args], { stdin: '' });
      expect(outcome).toEqual({
        code: 2,
        stdout: '',
        stderr: `error: MI_OUTPUT must be json or text, not "xml"
hint: Set MI_OUTPUT=json to get JSON from every command, or unset it; --json and --no-json override it.
`,
      });
      expect(server.seen).toEqual([]);
    },
  );

  test('behavior: help and an option need no right value', async () => {
    await using home = await makeHome({ MI_OUTPUT: 'xml' });
    expect(await home.mi(['offices', 'list', '--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await home.mi(['auth', 'list', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    expect(await home.mi(['auth', 'list', '--no-json'])).toMatchObject({ code: 0, stdout: '' });
  });
});
