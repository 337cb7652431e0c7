import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Home, makeHome } from '../../../testing/runMi.ts';
import { rememberEmulator } from '../../client/runningEmulators.ts';

let emulator: Emulator;
let home: Home;
let folder: string;
beforeAll(async () => {
  emulator = await startEmulator({ brain: 'none' });
});
afterAll(() => emulator?.close());
beforeEach(async () => {
  home = await makeHome();
  folder = join(home.path, '.os1', 'emulators');
  await rememberEmulator(join(home.path, '.os1'), emulator);
});
afterEach(async () => {
  await emulator.control.reset();
  await home[Symbol.asyncDispose]();
});

/** Runs a command that succeeds, and returns its output as JSON. */
async function json(...words: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await home.mi([...words, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const office = async (name = 'acme'): Promise<string> => {
  const response = await fetch(`${emulator.endpoint}/api/v1/offices`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${emulator.apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  return ((await response.json()) as { id: string }).id;
};

describe('mi dev, the commands that control it', () => {
  test('default: change the clock', async () => {
    const { now } = await emulator.control.clock.get();
    expect(await json('dev', 'clock', 'advance', '2h')).toMatchObject({ rate: 1 });
    const later = await emulator.control.clock.get();
    expect(later.now - now).toBeGreaterThanOrEqual(7_200_000);
    expect(await json('dev', 'clock', 'freeze')).toMatchObject({ rate: 0 });
    expect(await json('dev', 'clock', 'set', '2030-01-01T00:00:00Z')).toMatchObject({
      now: Date.UTC(2030, 0),
    });
    expect(await json('dev', 'clock', 'set', '1893456000000')).toMatchObject({ now: 1_893_456_000_000 });
    expect(await json('dev', 'clock')).toMatchObject({ now: 1_893_456_000_000, rate: 0 });
    expect(await json('dev', 'clock', 'run', '60')).toMatchObject({ rate: 60 });
    expect(await json('dev', 'clock', 'reset')).toMatchObject({ rate: 1, offsetMs: 0 });
  });

  test('default: add, list and remove faults', async () => {
    const id = await office();
    const status = async () => {
      const headers = { Authorization: `Bearer ${emulator.apiKey}` };
      return (await fetch(`${emulator.endpoint}/api/v1/offices/${id}/tasks`, { headers })).status;
    };
    const select = ['--operation', 'tasks.*', '--nth', '2', '--times', '1', '--for', '1h'];
    const added = await json(
      'dev',
      'faults',
      'add',
      '503',
      '--retry-after',
      '1',
      '--delay',
      '1ms',
      ...select,
    );
    expect(added).toEqual([
      {
        id: expect.any(String),
        fault: { status: 503, retryAfter: 1, responseMs: 1 },
        operation: ['tasks.*'],
        nth: 2,
        times: 1,
        forMs: 3_600_000,
        matched: 0,
        applied: 0,
        ended: false,
      },
    ]);
    expect([await status(), await status(), await status()]).toEqual([200, 503, 200]);
    expect(await json('dev', 'faults')).toMatchObject([{ matched: 2, applied: 1, ended: true }]);
    expect((await home.mi(['dev', 'faults'])).stdout).toContain('operation tasks.*, nth 2');
    await json('dev', 'faults', 'add', 'drop', '--probability', '0.5', '--seed', '7', '--host', 'dashboard');
    await json('dev', 'faults', 'add', '--date-behind', '1h', '--events', 'reorder', '--every', '3');
    const [first, , third] = (await json('dev', 'faults')) as { id: string }[];
    expect(third).toMatchObject({ fault: { dateSkewMs: -3_600_000, events: 'reorder' }, nth: { every: 3 } });
    expect(await json('dev', 'faults', 'remove', first?.id ?? '')).toHaveLength(2);
    expect(await json('dev', 'faults', 'clear')).toEqual([]);
  });

  test.each([
    [['explode'], '<action> takes list, add, remove, clear'],
    [['add'], 'needs a fault'],
    [['add', 'explode'], 'must be reset, drop, cut'],
    [['add', 'drop', '--delay', '1s'], 'drop has no options'],
    [['add', '503', '--nth', '1', '--every', '2'], '--nth and --every exclude each other'],
    [
      ['add', '--date-ahead', '1h', '--date-behind', '1h'],
      '--date-ahead and --date-behind exclude each other',
    ],
    [['add', '503', '--operation', 'tasks.crate'], 'Did you mean `tasks.create`?'],
    [['add', '999'], 'must be a status from 400 to 599, got 999'],
    [['add', '503', '--probability', '2'], 'must be 1 at most, got 2'],
    [['--operation', 'tasks.create'], '--operation is for mi dev faults add, not for list'],
    [['clear', '--bytes-per-second', '5'], '--bytes-per-second is for mi dev faults add, not for clear'],
    [['clear', 'rule_1'], 'mi dev faults clear takes no value, not "rule_1"'],
    [['remove'], 'needs the id of a rule'],
    [['remove', 'rule_9'], 'there is no rule'],
  ])('error: mi dev faults %j is refused', async (words, message) => {
    const { code, stderr } = await home.mi(['dev', 'faults', ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(await emulator.control.faults.list()).toEqual([]);
  });

  test('default: show and change limits', async () => {
    const id = await office();
    const before = await json('dev', 'limits');
    expect(before).toEqual(await emulator.control.limits());
    await json('dev', 'limits', '--hires', '9', '--window', '1h', '--price', 'task=0', '--price', 'hire=2.5');
    expect(await json('dev', 'limits', '--initial-credits', '7', '--ready-after', '1m')).toEqual({
      hireLimit: { count: 9, windowMs: 3_600_000 },
      prices: { hire: 2.5, message: 1, task: 0, coreHour: 1 },
      initialCredits: 7,
      readyAfterMs: 60_000,
    });
    expect(await json('dev', 'credits', id, '-5.5', '-r', 'spent')).toEqual({ office: id, balance: 994.5 });
  });

  test('default: keep, restore, export and import the state', async () => {
    await office('first');
    expect(await json('dev', 'snapshot', 'before')).toEqual({ name: 'before' });
    expect(await json('dev', 'snapshot', '--list')).toEqual(['before']);
    await office('second');
    const file = join(home.path, 'state');
    expect(await json('dev', 'export', file)).toMatchObject({ file });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await home.mi(['dev', 'export', file])).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/--force to replace it, or name another file/),
    });
    await json('dev', 'export', file, '--force');
    await json('dev', 'restore', 'before', '--yes');
    expect(await names()).toEqual(['first']);
    await json('dev', 'import', file, '--yes');
    expect(await names()).toEqual(['first', 'second']);
    await json('dev', 'snapshot', '--forget', 'before');
    expect(await home.mi(['dev', 'restore', 'before', '-y'])).toMatchObject({ code: 5 });
    await json('dev', 'reset', '--yes');
    expect(await names()).toEqual([]);
  });

  test.each([['reset'], ['restore', 'before'], ['import', 'state']])(
    'error: %j %j loses nothing without a yes',
    async (...words) => {
      await office('first');
      await json('dev', 'snapshot', 'before');
      const file = join(home.path, 'state');
      await json('dev', 'export', file);
      await office('second');
      const command = ['dev', ...words.map((word) => (word === 'state' ? file : word))];
      const piped = await home.mi(command, { stdin: 'y\n' });
      expect(piped).toMatchObject({ code: 10, stderr: expect.stringContaining('Pass --yes') });
      expect(piped.stderr).toContain('mi dev snapshot');
      for (const [answer, code] of [
        ['n', 10],
        ['y', 0],
      ] as const) {
        expect(await names()).toEqual(['first', 'second']);
        const running = home.start(command, { tty: true });
        await running.until(/\[y\/N\]/);
        running.stdin.push(`${answer}\r`);
        expect(await running.outcome).toMatchObject({ code });
      }
      expect(await names()).toEqual(words[0] === 'reset' ? [] : ['first']);
      await emulator.control.forget('before');
    },
  );

  test('default: revoke a key, which is in no argument', async () => {
    const { apiKey } = (await json('dev', 'user', 'ada@mitosis.test')) as { apiKey: string };
    const status = async () => {
      const headers = { Authorization: `Bearer ${apiKey}` };
      return (await fetch(`${emulator.endpoint}/api/v1/offices`, { headers })).status;
    };
    expect(await status()).toBe(200);
    const revoked = await home.mi(['dev', 'revoke', '--json'], { stdin: `${apiKey}\n` });
    expect(revoked).toMatchObject({ code: 0, stdout: '{"revoked":true}\n' });
    expect(await status()).toBe(401);
    const again = await home.mi(['dev', 'revoke'], { stdin: apiKey });
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('no such key') });
    expect(again.stdout + again.stderr).not.toContain(apiKey);
  });

  test('default: create users, and show the log', async () => {
    const user = (await json('dev', 'user', 'ada@mitosis.test')) as { apiKey: string };
    expect(user.apiKey).toMatch(/^mi_emulator_/);
    await fetch(`${emulator.endpoint}/api/v1/offices`, {
      headers: { Authorization: `Bearer ${user.apiKey}` },
    });
    await fetch(`${emulator.endpoint}/api/v1/offices`);
    expect(await json('dev', 'log', '--caller', 'ada@mitosis.test')).toMatchObject([
      { operation: 'offices.list' },
    ]);
    expect(await json('dev', 'log', '--failed')).toMatchObject([{ status: 401 }]);
    expect(await json('dev', 'log', '--status', '2', '--limit', '1')).toHaveLength(1);
    expect(await json('dev', 'log', '--operation', 'tasks.*')).toEqual([]);
    const { stdout } = await home.mi(['dev', 'log']);
    expect(stdout).toMatch(
      /\t200\toffices\.list\tada@mitosis\.test\t\d+\t\n.*\t401\toffices\.list\t\t\d+\tunauthorized\n/,
    );
  });

  test('default: the log can be followed', async () => {
    const running = home.start(['dev', 'log', '--follow', '--json']);
    // It follows from when it has connected.
    const asking = setInterval(() => void fetch(`${emulator.endpoint}/healthz`), 50);
    const [line] = await running.until(/^\{.*\}\n/);
    clearInterval(asking);
    running.interrupt();
    expect(JSON.parse(line)).toMatchObject({ target: '/healthz', status: 200 });
    expect(await running.outcome).toMatchObject({ code: 130, stderr: '' });
  });

  test.each([
    [['dev', 'clock', 'stop'], '<action>'],
    [['dev', 'clock', 'advance'], 'needs a value'],
    [['dev', 'clock', 'advance', 'soon'], 'duration'],
    [
      ['dev', 'clock', 'set', 'soon'],
      'takes a time such as 2030-01-31T08:00:00Z, or ms since 1970, not "soon"',
    ],
    [['dev', 'clock', 'set', '2030'], 'not "2030"'],
    [['dev', 'clock', 'run', '-2'], 'got -2'],
    [['dev', 'clock', 'freeze', '3'], 'takes no value, not "3"'],
    [['dev', 'clocks'], 'Did you mean `mi dev clock`?'],
    [['dev', 'users'], 'Did you mean `mi dev user`?'],
    [['dev', '--data', ''], '--data is empty'],
    [['dev', '--replay', ' '], '--replay is empty'],
    [['dev', '--port', '5555', '--dashboard-port', '5555'], '--port and --dashboard-port are both 5555'],
    [['dev', 'snapshot', 'a', '--list'], '<name> and --list exclude each other'],
    [['dev', 'export', 'nowhere/state'], 'there is no folder nowhere'],
    [['dev', 'export', '.', '--force'], '. is a folder, not a file'],
    [['dev', 'import', '.'], '. is a folder, not a file'],
    [['dev', 'log', '--operation', 'task.create'], 'Did you mean `tasks.create`?'],
    [['dev', 'limits', '--price', 'lunch=1'], 'of hire, message, task, coreHour, not "lunch=1"'],
    [['dev', 'limits', '--price', 'task'], 'a price such as task=3'],
    [['dev', 'limits', '--price', 'task=-1'], 'got -1'],
    [['dev', 'user', 'ada'], 'email'],
    [['dev', 'import', 'nowhere'], 'no file'],
    [['dev', 'log', '--port', '1', '--endpoint', 'http://127.0.0.1:1'], 'exclude'],
    [['dev', 'log', '--port', '70000'], '--port'],
  ])('error: %j is wrong usage', async (words, problem) => {
    const { code, stdout, stderr } = await home.mi(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });
});

describe('the emulator that a command is about', () => {
  const port = () => new URL(emulator.endpoint).port;
  const dashboardPort = () => new URL(emulator.dashboardEndpoint).port;

  test('default: either port names the emulator, and so does its address', async () => {
    const other = await startEmulator({ brain: 'none' });
    await rememberEmulator(join(home.path, '.os1'), other);
    const several = await home.mi(['dev', 'log']);
    expect(several).toMatchObject({ code: 2, stderr: expect.stringContaining('2 emulators run') });
    for (const choice of [
      ['--port', port()],
      ['--port', dashboardPort()],
      ['--endpoint', emulator.endpoint],
      ['--endpoint', `http://localhost:${dashboardPort()}/`],
    ]) {
      await json('dev', 'limits', '--initial-credits', '3', ...choice);
      expect((await emulator.control.limits()).initialCredits).toBe(3);
      await emulator.control.setLimits({ initialCredits: 1_000 });
    }
    expect((await other.control.limits()).initialCredits).toBe(1_000);
    await other.close();
  });

  test('behavior: the token can be in the environment', async () => {
    await using elsewhere = await makeHome({ MI_DEV_TOKEN: emulator.controlToken });
    for (const choice of [
      ['--endpoint', emulator.endpoint],
      ['--port', port()],
    ]) {
      expect(await elsewhere.mi(['dev', 'limits', ...choice])).toMatchObject({ code: 0 });
    }
  });

  test('error: a wrong token, and no emulator', async () => {
    await using elsewhere = await makeHome({ MI_DEV_TOKEN: 'hunter2' });
    const wrong = await elsewhere.mi(['dev', 'limits', '--endpoint', emulator.endpoint]);
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('MI_DEV_TOKEN') });
    expect(wrong.stderr).not.toContain('hunter2');
    const none = await elsewhere.mi(['dev', 'limits']);
    expect(none).toMatchObject({ code: 9, stderr: expect.stringContaining('Start one with `mi dev`') });
    const not = await home.mi(['dev', 'limits', '--port', '1']);
    expect(not).toMatchObject({ code: 9, stderr: expect.stringContaining(emulator.endpoint) });
  });

  test('error: the file of an emulator that was killed is removed', async () => {
    const [name = ''] = await readdir(folder);
    const file = join(folder, name);
    const stored = JSON.parse(await readFile(file, 'utf8'));
    // A pid that no process has: the largest of Linux is 4,194,304.
    stored.process = stored.process.replace(/^\d+/, '9999999');
    await writeFile(file, JSON.stringify(stored));
    expect(await home.mi(['dev', 'limits'])).toMatchObject({ code: 9 });
    expect(await readdir(folder)).toEqual([]);
  });

  test('error: an emulator that has closed is unreachable', async () => {
    const closed = await startEmulator({ brain: 'none' });
    await rememberEmulator(join(home.path, '.os1'), closed);
    await closed.close();
    const { port: old } = new URL(closed.endpoint);
    const { code, stderr } = await home.mi(['dev', 'limits', '--port', old]);
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr: expect.stringContaining(`No emulator answers at http://127.0.0.1:${old}`),
    });
  });

  test('behavior: folders and pipes among the files are left alone', async () => {
    await mkdir(join(folder, '1.json'));
    execFileSync('mkfifo', ['-m', '600', join(folder, '2.json')]);
    await json('dev', 'limits');
    expect(await readdir(folder)).toHaveLength(3);
  });

  test('error: a file that others can read is refused', async () => {
    const [name = ''] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    await chmod(join(folder, name), 0o644);
    const { code, stderr } = await home.mi(['dev', 'limits']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('is not private') });
    expect(stderr).not.toContain(emulator.controlToken);
  });

  test('error: a broken file is removed', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '1.json'), '{"endpoint":1}', { mode: 0o600 });
    expect(await home.mi(['dev', 'limits'])).toMatchObject({ code: 0 });
    expect(await readdir(folder)).toEqual([`${port()}.json`]);
  });
});

/** The names of all offices. */
async function names(): Promise<string[]> {
  const response = await fetch(`${emulator.endpoint}/api/v1/offices`, {
    headers: { Authorization: `Bearer ${emulator.apiKey}` },
  });
  return ((await response.json()) as { name: string }[]).map(({ name }) => name);
}
