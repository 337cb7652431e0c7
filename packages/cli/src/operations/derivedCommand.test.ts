import { writeFile } from 'node:fs/promises';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const OTHER = '44f5682c-0b7e-4c0e-9a53-1f0c6d1e8a22';

/** The required fields of all responses here. */
const ANSWER = {
  ...{ id: 'x', name: 'notes', office_id: OFFICE, permissions: [], created_at: '2026-01-02T03:04:05Z' },
  ...{ modelTier: 'opus', modelProvider: 'anthropic', status: { phase: 'ready', ready: true } },
  ...{ events: [], serverTime: 1 },
};

/** A server that notes the bodies. */
async function setUp() {
  const bodies: unknown[] = [];
  const server = await serve(async (request, response) => {
    const body = String(await bodyOf(request));
    bodies.push(body === '' ? undefined : JSON.parse(body));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER));
  });
  const home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: OFFICE });
  return { server, bodies, home };
}

describe('input', () => {
  test('default: flags are typed, and lists are repeated flags', async () => {
    const { server, bodies, home } = await setUp();
    const line =
      'agents update aria -m opus --auto-update --no-chromium --skill git --skill sql --env A=1 --env B=x=y';
    expect(await home.mi(line.split(' '))).toMatchObject({ code: 0, stderr: '' });
    expect(server.seen[0]).toMatchObject({
      method: 'PATCH',
      target: `/api/v1/offices/${OFFICE}/employees/aria`,
    });
    expect(bodies[0]).toEqual({
      modelTier: 'opus',
      autoUpdate: true,
      chromium: false,
      skills: ['git', 'sql'],
      env: { A: '1', B: 'x=y' },
    });
  });

  test('behavior: the office stands first, or in -o', async () => {
    const { server, home } = await setUp();
    for (const line of [
      `roles get ${OTHER} reviewer`,
      `roles get reviewer -o ${OTHER}`,
      `-o ${OTHER} roles get reviewer`,
    ]) {
      expect(await home.mi(line.split(' '))).toMatchObject({ code: 0, stderr: '' });
    }
    expect(server.seen.map(({ target }) => target)).toEqual(
      Array.from({ length: 3 }, () => `/api/v1/offices/${OTHER}/roles/reviewer`),
    );
    expect(await home.mi(['roles', 'get', OTHER, 'reviewer', '-o', OFFICE])).toMatchObject({ code: 2 });
  });

  test('behavior: --body is text, a file or standard input, and other options replace its fields', async () => {
    const { bodies, home } = await setUp();
    const body = '{"name":"notes","manifest":{"a":[1]},"later":true}';
    await writeFile(`${home.path}/body.json`, body);
    for (const source of [body, `@${home.path}/body.json`, '@-', '-']) {
      const outcome = await home.mi(['extensions', 'register', '--body', source, '-n', 'board'], {
        stdin: body,
      });
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
    }
    expect(bodies).toEqual(
      Array.from({ length: 4 }, () => ({ name: 'board', manifest: { a: [1] }, later: true })),
    );
  });

  test('behavior: a secret comes from standard input, and is not in the plan', async () => {
    const { bodies, home } = await setUp();
    const line = ['offices', 'set-secret', 'TOKEN', '--value', '-'];
    const planned = await home.mi([...line, '--dry-run', '--json'], { stdin: 's3cret\n' });
    expect(JSON.parse(planned.stdout)).toMatchObject({ method: 'PUT', body: { value: '[redacted]' } });
    expect(bodies).toEqual([]);
    expect(await home.mi([...line, '--yes'], { stdin: 's3cret\n' })).toMatchObject({ code: 0, stdout: '' });
    expect(bodies).toEqual([{ value: 's3cret' }]);
    for (const stdin of ['', '\n']) {
      const { code, stderr } = await home.mi([...line, '--yes'], { stdin });
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--value is empty'),
      });
    }
    expect(bodies).toHaveLength(1);
  });

  test.each([
    ['tasks update t1 --status finished', '--status takes running, completed, failed, done, not "finished"'],
    ['credits set-quota', '--tier is missing'],
    ['credits set-quota --tier pro --pods many', '--pods takes a number, not "many"'],
    ['files changes --since yesterday', '--since takes a time such as'],
    ['workspace exec ls --timeout soon', '--timeout takes a duration such as'],
    ['env set LANG', '<KEY=VALUE> takes KEY=VALUE, not "LANG"'],
    ['env set A=1 A=2', '<KEY=VALUE> has A twice'],
    ['env set', '<KEY=VALUE> is missing'],
    ['messages send aria', '<message> is missing'],
    ['transfer install', '--body is missing'],
    ['transfer install --body {', '--body is not JSON'],
    ['extensions register --body [] -n x', '--body is not an object'],
    ['extensions register --body {"name":5}', '--body.name must be text, got a number'],
    ['integrations toggle-agent github aria', '--enabled is missing'],
    ['agents presence ..', 'name must not be ..'],
    ['agents presence', '<agent> is missing'],
  ])('error: mi %s sends nothing', async (line, message) => {
    const { server, home } = await setUp();
    const { code, stdout, stderr } = await home.mi([...line.split(' ')], { stdin: '' });
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(server.seen).toEqual([]);
  });

  test('behavior: times are ISO 8601, ms since 1970, or a span before now', async () => {
    const { server, home } = await setUp();
    const before = Date.now();
    for (const since of ['2026-01-31T09:00Z', '1769850000000', '2h']) {
      await home.mi(['files', 'changes', '--since', since]);
    }
    const sent = server.seen.map(({ target }) =>
      Number(new URL(target, 'http://x').searchParams.get('since')),
    );
    expect(sent.slice(0, 2)).toEqual([1_769_850_000_000, 1_769_850_000_000]);
    expect(Math.abs(before - 7_200_000 - (sent[2] ?? 0))).toBeLessThan(600_000);
  });
});

describe('output', () => {
  const hostile = { key: 'A\u001b[2J\u202e', source: 'x\ty\nz', value: 'ok' };

  test('behavior: text from the wire is escaped in a pipe and at a terminal', async () => {
    await using server = await platform({ [`GET /api/v1/offices/${OFFICE}/env`]: [200, [hostile]] });
    await using home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: OFFICE });
    for (const tty of [false, true]) {
      const { code, stdout } = await home.mi(['env', 'list'], { tty, env: { NO_COLOR: '1' } });
      expect(code).toBe(0);
      for (const control of ['\u001b', '\u202e']) expect(stdout).not.toContain(control);
      expect(stdout.trimEnd().split('\n')).toHaveLength(tty ? 2 : 1);
    }
    const { stdout } = await home.mi(['env', 'list', '--json']);
    expect(JSON.parse(stdout)).toEqual([hostile]);
  });

  test('behavior: events are JSON lines, until the run is interrupted', async () => {
    await using server = await serve((_, response) => {
      response.setHeader('content-type', 'text/event-stream');
      response.write('event: task\nid: 1\ndata: {"a":1}\n\ndata: plain\n\n');
    });
    await using home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: OFFICE });
    const running = home.start(['messages', 'stream']);
    await running.until(/plain/);
    running.interrupt();
    const { code, stdout } = await running.outcome;
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'task', data: { a: 1 } },
      { data: 'plain' },
    ]);
    expect(code).toBe(130);
  });
});

describe('confirmation', () => {
  const routes = { [`DELETE /api/v1/offices/${OFFICE}/backups/b1`]: [204, undefined] } satisfies Parameters<
    typeof platform
  >[0];

  test.each([
    [{ stdin: '' }, 10, 0],
    [{ stdin: 'y\n' }, 10, 0],
    [{ tty: true, stdin: 'y\n' }, 0, 1],
    [{ tty: true, stdin: 'n\n' }, 10, 0],
    [{ tty: true, stdin: '\n' }, 10, 0],
    [{ tty: true, stdin: 'y\n', env: { CI: '1' } }, 10, 0],
  ])('behavior: with %j deleting exits with %i after %i requests', async (options, code, requests) => {
    await using server = await platform(routes);
    await using home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: OFFICE });
    const outcome = await home.mi(['backups', 'delete', 'b1'], options);
    expect(outcome).toMatchObject({ code });
    if (code === 10) expect(outcome.stderr).toContain('--yes');
    expect(server.seen).toHaveLength(requests);
    await home.mi(['backups', 'delete', 'b1', '--yes'], options);
    expect(server.seen).toHaveLength(requests + 1);
  });
});

test('behavior: mi send --dry-run prints the messages of the session, and opens none', async () => {
  const { server, home } = await setUp();
  const { code, stdout } = await home.mi(['send', 'aria', 'hello', '--dry-run', '--json']);
  expect(code).toBe(0);
  const planned: { method: string; body?: { content: string } }[] = JSON.parse(stdout);
  const contents = planned.flatMap(({ body }) => (body ? [body.content] : []));
  expect(contents).toEqual([
    expect.stringContaining('"__SESSION_START__"'),
    'hello',
    expect.stringContaining('"__SESSION_END__"'),
  ]);
  expect(server.seen).toEqual([]);
});
