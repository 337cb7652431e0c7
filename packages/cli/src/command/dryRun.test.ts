import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome, ownerOf } from '../../testing/runMi.ts';

const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const AT = `/api/v1/offices/${OFFICE}`;
const MESSAGE = `POST ${AT}/xmtp/conversations/aria/messages`;
const POLL = `GET ${AT}/xmtp/conversations/aria/messages`;
const aria = {
  name: 'aria',
  role: 'researcher',
  modelTier: 'sonnet',
  modelProvider: 'anthropic',
  skills: [],
  customConfig: { colour: 'blue', publicKey: '04old' },
  status: { phase: 'ready', ready: true },
};

async function setUp() {
  const server = await platform({
    'GET /api/v1/offices': [200, [office('acme', OFFICE)]],
    [`GET ${AT}/employees/aria`]: [200, aria],
    [`GET ${AT}/files`]: [200, []],
  });
  return { server, home: await makeHome(signedIn(server.url)) };
}

describe('--dry-run', () => {
  test.each([
    ['hire', ['agents', 'hire', '-n', 'aria'], [`POST /api/offices/${OFFICE}/employees`]],
    [
      'hire and wait',
      ['agents', 'hire', '-n', 'aria', '--wait'],
      [`POST /api/offices/${OFFICE}/employees`, `GET ${AT}/employees/aria`],
    ],
    ['hire with a key', ['agents', 'hire', '-n', 'aria', '--key'], [`POST /api/offices/${OFFICE}/employees`]],
    ['create a task', ['tasks', 'create', '-t', 'x'], [`POST ${AT}/tasks`]],
    [
      'create a task and wait',
      ['tasks', 'create', '-t', 'x', '--wait'],
      [`POST ${AT}/tasks`, `GET ${AT}/tasks/<id>`],
    ],
    ['send', ['send', 'aria', 'hello'], [MESSAGE, POLL, MESSAGE, MESSAGE]],
    ['send and wait', ['send', 'aria', 'hello', '--wait'], [MESSAGE, POLL, MESSAGE, POLL, MESSAGE]],
    [
      'upload several files',
      ['files', 'upload', './a.md', './b.md'],
      [`POST ${AT}/files`, `POST ${AT}/files`],
    ],
    [
      'rotate a key',
      ['keys', 'rotate', '-a', 'aria'],
      [
        `PATCH ${AT}/employees/aria`,
        `GET ${AT}/capabilities/self`,
        `POST ${AT}/employees/aria/credentials/rotate`,
      ],
    ],
  ])('default: prints every request of: %s', async (_, words, requests) => {
    const { server, home } = await setUp();
    const start = process.cwd();
    process.chdir(home.path);
    try {
      for (const name of ['a.md', 'b.md']) await writeFile(name, 'x');
      const args = [...words, '-o', OFFICE, '--dry-run'];
      const json = await home.mi([...args, '--json']);
      expect(json, json.stderr).toMatchObject({ code: 0, stderr: '' });
      const planned = [JSON.parse(json.stdout)].flat();
      const shown = planned.map(({ method, url }) => `${method} ${url.replace(server.url, '')}`);
      expect(shown).toEqual(requests);
      const text = await home.mi(args);
      const lines = text.stdout.split('\n').filter((line) => /^[A-Z]+ http/.test(line));
      expect(lines.map((line) => line.replace(server.url, ''))).toEqual(requests);
      expect(json.stdout + text.stdout).not.toContain('mi_canary');
      expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
      await expect(access(join(home.path, '.os1'))).rejects.toThrow();
    } finally {
      process.chdir(start);
      await home[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    }
  });

  test('behavior: a rotation keeps the other settings, makes no key, and is signed as the agent', async () => {
    const { server, home } = await setUp();
    const args = ['keys', 'rotate', '-o', OFFICE, '-a', 'aria', '--dry-run', '--json'];
    const [update, self, rotate] = JSON.parse((await home.mi(args)).stdout);
    expect(update.body).toEqual({ customConfig: { colour: 'blue', publicKey: '<new public key>' } });
    expect(self).toMatchObject({
      note: 'signed with the new key, to see that it is accepted',
      headers: { 'x-signature': '[redacted]' },
    });
    expect(self.headers).not.toHaveProperty('authorization');
    expect(rotate.headers).toHaveProperty('authorization', '[redacted]');
    expect(await readdir(home.path)).toEqual([]);
    await home[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('error: checks before the first request fail as without --dry-run', async () => {
    const { server, home } = await setUp();
    await home.mi(['keys', 'generate', '-o', OFFICE, '-a', 'aria']);
    const hire = ['agents', 'hire', '-o', OFFICE, '-n', 'aria', '--key', '--dry-run'];
    expect(await home.mi(hire)).toMatchObject({ code: 6, stdout: '' });
    const rotate = ['keys', 'rotate', '-o', OFFICE, '-a', 'ghost', '--dry-run'];
    expect(await home.mi(rotate)).toMatchObject({ code: 5, stdout: '' });
    await home[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('behavior: a command sends the request that its plan shows', async () => {
    await using emulator = await startEmulator({ readyAfterMs: 0 });
    await using home = await makeHome(ownerOf(emulator));
    const created = await home.mi(['offices', 'create', '-n', 'acme', '--json']);
    const at = ['-o', JSON.parse(created.stdout).id];
    const files = ['a.md', 'b.md'].map((name) => join(home.path, name));
    for (const file of files) await writeFile(file, 'x');
    /** Without ids and times that only a run knows. The conversation has the agent's name, too. */
    const withoutIds = (text: string): string =>
      text
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<now>')
        .replace(/(session_id[^<\w]+)[^"\\]+/g, '$1<session-id>')
        .replace(/conv_[\w-]+/g, 'aria');
    for (const words of [
      ['agents', 'hire', '-n', 'aria', '--wait'],
      ['send', 'aria', 'hello'],
      ['send', 'aria', 'hello again', '--wait'],
      ['files', 'upload', ...files],
      ['keys', 'rotate', '-a', 'aria'],
    ]) {
      const plan = await home.mi([...words, ...at, '--dry-run', '--json']);
      const requests: { method: string; url: string; body?: unknown }[] = [JSON.parse(plan.stdout)].flat();
      const planned = requests.map((one) => ({
        ...one,
        path: decodeURIComponent(new URL(one.url).pathname),
      }));
      await emulator.control.log.clear();
      const run = await home.mi([...words, ...at]);
      expect(run, run.stderr).toMatchObject({ code: 0 });
      const sent = (await emulator.control.log.requests()).filter(({ caller }) => caller?.kind === 'user');
      const changes = sent.filter(({ method }) => method !== 'GET');
      const all = planned.filter(({ method }) => method !== 'GET');
      // On a busy machine, a session may end without a goodbye.
      const plannedChanges = words[0] === 'send' ? all.slice(0, Math.max(2, changes.length)) : all;
      expect(
        changes.map(({ method, target }) => `${method} ${withoutIds(target.split('?')[0] ?? '')}`),
        words.join(' '),
      ).toEqual(plannedChanges.map(({ method, path }) => `${method} ${path}`));
      // The other bodies hold files, and a new key.
      if (words[0] !== 'send') continue;
      expect(changes.map(({ requestBody }) => withoutIds(requestBody ?? ''))).toEqual(
        plannedChanges.map(({ body }) => withoutIds(JSON.stringify(body))),
      );
    }
  });
});
