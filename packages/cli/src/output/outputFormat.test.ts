import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { commandTable } from '../dispatch/commandTable.ts';

const OFFICES = [office('acme', 'o1'), office('lab', 'o2')];
const TASK = { office_id: 'o1', kind: 'general', priority: 0, created_at: '2026-01-02T03:04:05Z' };
const TASKS = [
  { ...TASK, id: 't1', title: 'A\u009b[2J\nb', status: 'failed', error: 'boom' },
  { ...TASK, id: 't2', title: 'B', status: 'completed' },
];

/** A platform with two offices and two tasks. One number has more digits than a double. */
function server() {
  return platform({
    'GET /api/v1/offices': [200, OFFICES],
    'GET /api/v1/offices/o1': [200, { ...OFFICES[0], settings: { a: { b: 1 }, c: 2 } }],
    'GET /api/v1/offices/o1/tasks': [200, TASKS],
    'GET /api/v1/offices/o1/tasks/t1': [200, { ...TASKS[0], newer: 5 }],
    'GET /api/v1/offices/o9/tasks': [200, []],
    'POST /api/v1/offices/o1/tasks': [201, TASKS[1]],
  });
}

async function mi(args: string[], options = {}) {
  await using running = await server();
  await using home = await makeHome(signedIn(running.url));
  return { ...(await home.mi(args, options)), seen: running.seen };
}

describe('--json=fields', () => {
  test.each<[args: string[], expected: unknown]>([
    [
      ['offices', 'list', '--json=id,name'],
      [
        { id: 'o1', name: 'acme' },
        { id: 'o2', name: 'lab' },
      ],
    ],
    [['offices', 'list', '--json= name ,id'], OFFICES.map(({ name, id }) => ({ name, id }))],
    [
      ['tasks', 'list', '-o', 'o1', '--json=error'],
      [{ error: 'boom' }, { error: null }],
    ],
    [['offices', 'get', 'o1', '--json=settings.a.b,id'], { settings: { a: { b: 1 } }, id: 'o1' }],
    [['offices', 'get', 'o1', '--json=settings,settings.c'], { settings: { a: { b: 1 }, c: 2 } }],
    [
      ['api', 'GET', '/api/v1/offices', '--json=id'],
      [{ id: 'o1' }, { id: 'o2' }],
    ],
  ])('default: mi %j', async (args, expected) => {
    const { code, stdout, stderr } = await mi(args);
    expect({ code, json: JSON.parse(stdout), stderr }).toEqual({ code: 0, json: expected, stderr: '' });
    expect(JSON.stringify(JSON.parse(stdout))).toBe(stdout.trim());
  });

  test.each([
    [['offices', 'list', '--json=nmae'], 'nmae', 'id, name, owner_id'],
    [['tasks', 'create', '-o', 'o1', '-t', 'x', '--json=id,titel'], 'titel', 'title'],
    [['agents', 'get', '-o', 'o1', 'aria', '--json=status.phrase'], 'status.phrase', 'phase, ready'],
    [['backups', 'list', '-o', 'o1', '--json=id,agent'], 'agent', 'employee_name'],
  ])(
    'error: %j is refused before anything is sent, with the fields of the contract',
    async (args, field, fields) => {
      const { code, stdout, stderr, seen } = await mi(args);
      expect({ code, stdout, seen }).toEqual({ code: 2, stdout: '', seen: [] });
      const { message, hint } = JSON.parse(stderr).error;
      expect(message).toBe(`the result has no field "${field}"`);
      expect(hint).toContain(fields);
    },
  );

  test('behavior: --jq reads a field that only a newer server sends', async () => {
    const get = ['tasks', 'get', '-o', 'o1', 't1'];
    expect(await mi([...get, '--jq', '.newer'])).toMatchObject({ code: 0, stdout: '5\n' });
    const { code, stderr } = await mi([...get, '--json=newer']);
    expect({ code, hint: JSON.parse(stderr).error.hint }).toEqual({
      code: 2,
      hint: expect.stringContaining('--jq also reads fields that only a newer server sends'),
    });
  });

  test('behavior: a field of the contract that no record has is null', async () => {
    const { code, stdout, stderr } = await mi(['offices', 'get', 'o1', '--json=id,existing']);
    expect({ code, json: JSON.parse(stdout), stderr }).toEqual({
      code: 0,
      json: { id: 'o1', existing: null },
      stderr: '',
    });
  });

  test('behavior: another field that no record has is null, and a note lists the fields', async () => {
    const { code, stdout, stderr } = await mi(['api', 'GET', '/api/v1/offices', '--json=nmae']);
    expect({ code, json: JSON.parse(stdout) }).toEqual({ code: 0, json: [{ nmae: null }, { nmae: null }] });
    expect(stderr).toBe('note: no field nmae here; there are id, name, owner_id, created_at\n');
  });

  test('behavior: an empty list is an empty list', async () => {
    expect(await mi(['tasks', 'list', '-o', 'o9', '--json=id'])).toMatchObject({
      stdout: '[]\n',
      stderr: '',
    });
  });

  test.each([['--json='], ['--json=a,,b'], ['--json=a.'], ['--json=.']])(
    'error: %s is refused before anything is sent',
    async (flag) => {
      const { code, stderr, seen } = await mi(['tasks', 'create', '-o', 'o1', '-t', 'x', flag]);
      expect({ code, seen }).toEqual({ code: 2, seen: [] });
      expect(JSON.parse(stderr).error.message).toContain('--json takes names of fields');
    },
  );
});

describe('--jq', () => {
  test.each<[args: string[], stdout: string]>([
    [['offices', 'list', '--jq', '.[].id'], 'o1\no2\n'],
    [['offices', 'list', '--jq=.[1:] | map(keys | length)'], '[4]\n'],
    [['offices', 'list', '--json=id', '--jq', '.[0]'], '{"id":"o1"}\n'],
    [['tasks', 'list', '-o', 'o1', '--jq', '.[] | [.id, .status] | @tsv'], 't1\tfailed\nt2\tcompleted\n'],
    [['tasks', 'list', '-o', 'o1', '--jq', 'map(select(.error // "" | test("BOOM"; "i"))) | length'], '1\n'],
    [['tasks', 'get', 'o1', 't1', '--jq', '. as {id: $id} | try error($id) catch .'], 't1\n'],
    [['tasks', 'get', 'o1', 't1', '--jq', '.title'], 'A\\x9b[2J\nb\n'],
    [['tasks', 'get', 'o1', 't1', '--jq', '[.title]'], '["A\\u009b[2J\\nb"]\n'],
    [['tasks', 'list', '-o', 'o9', '--jq', '.[]'], ''],
    [['tasks', 'list', '-o', 'o1', '--jq', '-1 + length'], '1\n'],
    [['api', 'GET', '/api/v1/offices', '--jq', '.[0].name'], 'acme\n'],
  ])('default: mi %j', async (args, stdout) => {
    const outcome = await mi(args);
    expect({ code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr }).toEqual({
      code: 0,
      stdout,
      stderr: '',
    });
  });

  test('behavior: long numbers keep their digits', async () => {
    const { serve } = await import('@mitosislabs/tooling/serve');
    await using running = await serve((_, response) => void response.end('{"id":12345678901234567890}'));
    await using home = await makeHome(signedIn(running.url));
    const { stdout } = await home.mi(['api', 'GET', '/api/v1/x', '--jq', '.']);
    expect(stdout).toBe('{"id":12345678901234567890}\n');
  });

  test('behavior: results are indented on a terminal', async () => {
    const { stdout } = await mi(['offices', 'list', '--jq', '.[0] | {id}'], { tty: true });
    expect(stdout).toBe('{\n  "id": "o1"\n}\n');
  });

  test('error: a filter that does not compile is refused before anything is sent', async () => {
    const { code, stdout, stderr, seen } = await mi(['tasks', 'create', '-o', 'o1', '-t', 'x', '--jq', '.[']);
    expect({ code, stdout, seen }).toEqual({ code: 2, stdout: '', seen: [] });
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'usage',
      message: '--jq: syntax error, unexpected end of file',
    });
  });

  test('error: a filter that does not fit the data fails, and reports that the request succeeded', async () => {
    const { code, stdout, stderr } = await mi(['tasks', 'create', '-o', 'o1', '-t', 'x', '--jq', '.id.x']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'jq_failed',
      message: '--jq: Cannot index string with string ("x")',
      hint: expect.stringContaining('The request succeeded'),
    });
  });

  test('error: --no-json contradicts --jq', async () => {
    expect(await mi(['offices', 'list', '--no-json', '--jq', '.'])).toMatchObject({ code: 2, seen: [] });
  });
});

test.each(commandTable.map(({ path }) => path))('behavior: mi %s takes both options', async (path) => {
  await using home = await makeHome();
  const { stdout } = await home.mi([...path.split(' '), '--help']);
  expect(stdout).toContain('--json[=<fields>]');
  expect(stdout).toContain('--jq <jq>');
});
