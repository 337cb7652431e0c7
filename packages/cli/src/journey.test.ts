import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Home, makeHome } from '../testing/runMi.ts';

let emulator: Emulator;
let home: Home;
let office: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
  home = await makeHome();
  await signIn();
  const { stdout } = await home.mi(['offices', 'create', '-n', 'acme']);
  office = JSON.parse(stdout).id;
  await home.mi(['agents', 'hire', '-n', 'aria', '-r', 'researcher', '-m', 'sonnet', '--wait']);
});

afterAll(async () => {
  await emulator?.close();
  await home?.[Symbol.asyncDispose]();
});

/** Signs in as a browser does: opens the page, submits the form, follows the redirect. */
async function signIn(): Promise<void> {
  const { endpoint, dashboardEndpoint } = emulator;
  const login = home.start([
    'login',
    '--no-browser',
    '--endpoint',
    endpoint,
    '--dashboard',
    dashboardEndpoint,
  ]);
  const [, address = ''] = await login.until(/\n\s+(http:\S+cli-login\S+)/);
  const page = await fetch(address);
  const form = /<form[^>]*>[\s\S]*?<\/form>/i.exec(await page.text())?.[0] ?? '';
  const fields = [...form.matchAll(/<input[^>]*>/g)].map(([input]) => [
    attribute(input, 'name'),
    attribute(input, 'value'),
  ]);
  const target = new URL(attribute(form, 'action'), address);
  const answer = await fetch(target, {
    method: 'POST',
    body: new URLSearchParams(fields.filter(([name]) => name !== '')),
    redirect: 'manual',
    headers: {
      Origin: target.origin,
      Cookie: page.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    },
  });
  const back = await fetch(answer.headers.get('location') ?? '');
  expect(await back.text()).toContain('You are signed in');
  expect(await login.outcome).toMatchObject({ code: 0, stdout: '' });
}

function attribute(tag: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

describe('signed in', () => {
  test('default: whoami knows the address, the office is the only one', async () => {
    const whoami = await home.mi(['whoami']);
    expect(whoami.stdout).toMatch(/^logged in as \S+@\S+ \(API key mi_\w{4}…\)\n/);
    expect((await home.mi(['offices', 'list'])).stdout).toMatch(new RegExp(`^${office}\tacme\t`));
  });

  test('behavior: a second office only by force', async () => {
    const again = await home.mi(['offices', 'create', '-n', 'other']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ id: office, existing: true });
    expect(again.stderr).toContain(
      `note: you already own a colony named "acme" (${office}) — returning that one.`,
    );
  });
});

describe('agents', () => {
  test('default: hired, shown, listed', async () => {
    const aria = JSON.parse((await home.mi(['agents', 'get', office, 'aria', '--json'])).stdout);
    expect(aria).toMatchObject({
      name: 'aria',
      role: 'researcher',
      modelTier: 'sonnet',
      status: { ready: true },
    });
    expect((await home.mi(['agents', 'list'])).stdout).toBe('aria\tresearcher\tsonnet\tready\tyes\n');
    const { stdout } = await home.mi(['agents', 'logs', 'aria', '--tail', '1']);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(await home.mi(['agents', 'activity', 'aria', '-c', 'lifecycle', '-l', '1'])).toMatchObject({
      code: 0,
    });
  });

  test('error: a name that is taken, an invalid name, an unknown agent', async () => {
    expect(await home.mi(['agents', 'hire', '-n', 'aria'])).toMatchObject({ code: 6, stdout: '' });
    expect(await home.mi(['agents', 'get', 'stranger'])).toMatchObject({ code: 5, stdout: '' });
    expect(await home.mi(['agents', 'get', '..'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('talking', () => {
  test('default: one message, and its answer', async () => {
    const { code, stdout } = await home.mi(['send', 'aria', 'what is new?', '--wait']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'aria here. You said: what is new?\n' });
    const { stdout: piped } = await home.mi(['send', 'aria', '-', '--wait', '--json'], {
      stdin: 'from a pipe',
    });
    expect(JSON.parse(piped)).toMatchObject({
      from_agent: 'aria',
      content: 'aria here. You said: from a pipe',
    });
  });

  test('behavior: without --wait the message is only sent', async () => {
    const answers = async () =>
      (await home.mi(['agents', 'logs', 'aria'])).stdout.split('sent: message').length;
    const before = await answers();
    const sent = await home.mi(['send', office, 'aria', 'hello']);
    expect(sent).toEqual({ code: 0, stdout: '', stderr: 'sent to aria\n' });
    // Its answer is not to be taken for the answer to what follows.
    await expect.poll(answers).toBe(before + 1);
  });

  test('behavior: in a pipe, each line is a message, and waits for each answer', async () => {
    const { code, stdout } = await home.mi(['chat', 'aria'], { stdin: 'one\n\n two \n/quit\nthree\n' });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'aria here. You said: one\naria here. You said: two\n',
    });
    const json = await home.mi(['chat', office, 'aria', '--json'], { stdin: 'one\ntwo' });
    const contents = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).content);
    expect(contents).toEqual(['aria here. You said: one', 'aria here. You said: two']);
  });

  test('behavior: at a terminal answers come in between, /quit leaves', async () => {
    const chat = home.start(['chat', 'aria'], { tty: true });
    await chat.until(/talking with aria/);
    chat.stdin.push('first\r');
    await chat.until(/aria here\. You said: first/);
    chat.stdin.push('second\r');
    await chat.until(/aria here\. You said: second/);
    chat.stdin.push('/quit\r');
    expect(await chat.outcome).toMatchObject({ code: 0 });
  });

  test('behavior: Ctrl-D leaves, Ctrl-C twice leaves with 130', async () => {
    for (const [key, code] of [
      ['\u0004', 0],
      ['\u0003\u0003', 130],
    ] as const) {
      const chat = home.start(['chat', 'aria'], { tty: true });
      await chat.until(/you> /);
      chat.stdin.push(key);
      expect(await chat.outcome).toMatchObject({ code });
    }
  });

  test('error: an unknown agent; no message', async () => {
    expect(await home.mi(['send', 'stranger', 'hello'])).toMatchObject({ code: 5, stdout: '' });
    expect(await home.mi(['chat', 'stranger'], { stdin: 'hello' })).toMatchObject({ code: 5, stdout: '' });
    expect(await home.mi(['send', 'aria', ' '])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('tasks', () => {
  test('default: created, completed with a result, listed, counted', async () => {
    const created = await home.mi([
      'tasks',
      'create',
      '-t',
      'Audit Q1',
      '--assign',
      'aria',
      '--wait',
      '--json',
    ]);
    const task = JSON.parse(created.stdout);
    expect(task).toMatchObject({ title: 'Audit Q1', status: 'completed', assigned_to: 'aria' });
    expect(task.result).toMatch(/\S/);
    expect((await home.mi(['tasks', 'get', task.id])).stdout).toContain('status\tcompleted\n');
    expect((await home.mi(['tasks', 'list'])).stdout).toContain(`${task.id}\tcompleted\taria\tAudit Q1\t`);
    expect(JSON.parse((await home.mi(['tasks', 'stats', '--json'])).stdout)).toMatchObject({
      completed: 1,
      failed: 0,
    });
  });

  test('error: the answer takes longer than the time limit', async () => {
    await using slow = await startEmulator({ readyAfterMs: 3_600_000 });
    const env = {
      MITOSIS_ENDPOINT: slow.endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: slow.dashboardEndpoint,
      MITOSIS_API_KEY: slow.apiKey,
    };
    await home.mi(['offices', 'create', '-n', 'slow'], { env });
    const hired = await home.mi(['agents', 'hire', '-n', 'bo', '--wait', '--timeout', '1'], { env });
    expect(hired).toMatchObject({ code: 9, stdout: '' });
    expect(hired.stderr).toMatch(/^error: getting bo ready took longer than 1 s\nhint: /);
    const created = await home.mi(['tasks', 'create', '-t', 'x', '--wait', '--timeout', '1'], { env });
    expect(created.code).toBe(9);
    expect(created.stderr).toContain('The task continues');
  });
});

describe('files', () => {
  test('default: there and back, byte for byte', async () => {
    const folder = join(home.path, 'files');
    await mkdir(folder);
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
    await writeFile(join(folder, 'report.bin'), bytes);
    expect(await home.mi(['files', 'upload', join(folder, 'report.bin')])).toMatchObject({ code: 0 });
    expect((await home.mi(['files', 'ls'])).stdout).toMatch(/^report\.bin\t70000\t/);
    const copy = join(folder, 'copy.bin');
    expect(await home.mi(['files', 'download', office, 'report.bin', '-o', copy])).toMatchObject({ code: 0 });
    expect(await readFile(copy)).toEqual(bytes);
  });
});

describe('credits', () => {
  test('default: a balance that adds up', async () => {
    const before = JSON.parse((await home.mi(['credits', 'balance', '--json'])).stdout).balance;
    const added = await home.mi(['credits', 'add', '-a', '12.5', '-r', 'topup', '--json']);
    expect(JSON.parse(added.stdout).balance).toBe(before + 12.5);
    const [entry] = JSON.parse((await home.mi(['credits', 'history', '-l', '1', '--json'])).stdout);
    expect(entry).toMatchObject({ amount: 12.5, reason: 'topup', balance_after: before + 12.5 });
  });
});

describe('an agent leaves', () => {
  test('default: fired, and the name is free again', async () => {
    await home.mi(['agents', 'hire', '-n', 'temp', '--wait']);
    const fired = await home.mi(['agents', 'fire', office, 'temp'], { stdin: '' });
    expect(fired).toEqual({ code: 0, stdout: '', stderr: 'fired temp\n' });
    expect(await home.mi(['agents', 'get', 'temp'])).toMatchObject({ code: 5 });
  });
});

describe('mi dev', () => {
  test('default: one JSON line, a platform that works, and 0 at Ctrl-C', async () => {
    const dev = home.start(['dev', '--port', '0', '--dashboard-port', '0', '--json']);
    const [line] = await dev.until(/^\{.*\}\n/);
    const { endpoint, dashboardEndpoint, apiKey, email } = JSON.parse(line);
    expect(email).toMatch(/@/);
    const env = {
      MITOSIS_ENDPOINT: endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
      MITOSIS_API_KEY: apiKey,
    };
    expect(await home.mi(['offices', 'create', '-n', 'dev'], { env })).toMatchObject({ code: 0 });
    dev.interrupt();
    expect(await dev.outcome).toEqual({ code: 0, stdout: line, stderr: '' });
    expect(await home.mi(['offices', 'list'], { env })).toMatchObject({ code: 9 });
  });

  test('behavior: the printed key signs in', async () => {
    await using other = await makeHome();
    const dev = other.start(['dev', '--port', '0', '--dashboard-port', '0']);
    const [, apiKey = '', command = ''] = await dev.until(/echo (\S+) \| mi (login .*)\n/);
    expect(await other.mi(command.split(' '), { stdin: apiKey })).toMatchObject({ code: 0 });
    expect(JSON.parse((await other.mi(['offices', 'create', '-n', 'first'])).stdout).name).toBe('first');
    dev.interrupt();
    expect(await dev.outcome).toMatchObject({ code: 0 });
  });

  test('error: a port that is taken', async () => {
    const { port } = new URL(emulator.endpoint);
    const { code, stdout, stderr } = await home.mi(['dev', '--port', port, '--dashboard-port', '0']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: .*port.*\nhint: .*\n$/);
  });
});
