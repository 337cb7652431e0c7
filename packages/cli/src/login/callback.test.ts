import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import {
  beginSignIn,
  get,
  type How,
  KEY,
  knowingPlatform,
  listens,
  OTHER_KEY,
  stored,
} from '../../testing/signIn.ts';

const mallory = { key: OTHER_KEY, email: 'mallory@example.com' };

describe('forged callbacks', () => {
  test('behavior: ten thousand forged callbacks change nothing, and the real one succeeds', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state, port } = await beginSignIn(home, server);
    const changed = `${state.slice(0, -1)}${state.endsWith('A') ? 'B' : 'A'}`;
    const forged = [
      { ...mallory, state: 'x'.repeat(43) },
      { ...mallory, state: changed },
      { ...mallory, state: '' },
      { ...mallory, state: `${state}x` },
      { ...mallory, state: state.slice(1) },
      { ...mallory, state: state.toLowerCase() === state ? state.toUpperCase() : state.toLowerCase() },
      { ...mallory, state: ` ${state}` },
      { ...mallory, State: state },
      mallory,
      { error: 'access_denied' },
      { error: 'access_denied', state: changed },
      { error: '', state: changed, ...mallory },
      { key: KEY },
      { key: KEY, state: changed },
      { ...mallory, state: 'x'.repeat(8_000) },
      { ...mallory, email: 'x'.repeat(8_000), state: changed },
      [['state', state], ['state', state], ...Object.entries(mallory)],
      [['state', changed], ['state', state], ...Object.entries(mallory)],
      [['state[]', state], ...Object.entries(mallory)],
      [],
    ].map((query) => `/callback?${new URLSearchParams(query as Record<string, string>)}`);
    expect(forged).toHaveLength(20);
    for (let round = 0; round < 500; round++) {
      const answers = await Promise.all(
        forged.map((path) => raw(port, `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`)),
      );
      const accepted = answers.filter((answer) => !answer.startsWith('HTTP/1.1 400 '));
      if (accepted.length > 0) expect(accepted).toEqual([]);
    }
    expect(server.seen).toEqual([]);
    expect(await call({ key: KEY, email: 'ada@example.com', state })).toMatchObject({ status: 200 });
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });

  test('behavior: the state is good once', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, state, port } = await beginSignIn(home, server);
    const query = (key: string) => `/callback?${new URLSearchParams({ key, state })}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(port, query(KEY))));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
    expect(await running.outcome).toMatchObject({ code: 0 });
  });

  test('behavior: a key that is invalid, too long or repeated is refused, even with the state', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state, port } = await beginSignIn(home, server);
    const page = await get(port, `/callback?key=${KEY}&key=${OTHER_KEY}&state=${state}`);
    expect(page.status).toBe(400);
    for (const key of ['', 'mi_', 'mi_with space', 'sk-other', 'mi_ä', `mi_${'x'.repeat(600)}`, 'mi_\r\nx']) {
      expect(await call({ key, state })).toMatchObject({ status: 400 });
    }
    expect(await call({ key: KEY, state })).toMatchObject({ status: 200 });
    expect(await running.outcome).toMatchObject({ code: 0 });
  });
});

describe('requests other than a navigation to the callback', () => {
  test('behavior: only one combination of host, origin, method and path is accepted', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, state, port } = await beginSignIn(home, server);
    const query = new URLSearchParams({ key: KEY, email: 'ada@example.com', state });
    const right = `/callback?${query}`;
    const mixes: [path: string, how: How][] = [
      ...['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'].map(
        (method): [string, How] => [right, { method }],
      ),
      ...[
        'https://evil.example',
        'null',
        `http://localhost:${port}`,
        `http://127.0.0.1:${port}`,
        server.url,
        'file://',
        '',
      ].map((Origin): [string, How] => [right, { headers: { Origin } }]),
      ...[
        `evil.example:${port}`,
        'evil.example',
        'localhost',
        '127.0.0.1',
        `localhost:${port + 1}`,
        `localhost:${port}0`,
        `LOCALHOST:${port}`,
        `localhost.:${port}`,
        `localhost.evil.example:${port}`,
        `evil.example#localhost:${port}`,
        `user@localhost:${port}`,
        `127.1:${port}`,
        `127.0.0.2:${port}`,
        `2130706433:${port}`,
        `0.0.0.0:${port}`,
        `[::1]:${port}`,
        `localhost:${port},evil.example`,
      ].map((host): [string, How] => [right, { host }]),
      ...[
        `/?${query}`,
        `/done?${query}`,
        '/done',
        `/callback/?${query}`,
        `//callback?${query}`,
        `/Callback?${query}`,
        `/%63allback?${query}`,
        `/./callback?${query}`,
        `/x/../callback?${query}`,
        `/callback;x?${query}`,
        `/callback%3F${query}`,
        `/callback#?${query}`,
        `http://localhost:${port}${right}`,
        `http://evil.example${right}`,
        `*`,
        '/favicon.ico',
      ].map((path): [string, How] => [path, {}]),
      [right, { method: 'POST', headers: { Origin: 'https://evil.example' }, host: `evil.example:${port}` }],
    ];
    expect(mixes.length).toBeGreaterThanOrEqual(40);
    for (const [path, how] of mixes) {
      expect([path, how, (await get(port, path, how)).status]).toEqual([path, how, 400]);
    }
    // Two hosts, of which one is ours; none at all.
    for (const hosts of [
      `Host: localhost:${port}\r\nHost: evil.example\r\n`,
      `Host: evil.example\r\nHost: localhost:${port}\r\n`,
      'Host:\r\n',
      '',
    ]) {
      expect(await raw(port, `GET ${right} HTTP/1.1\r\n${hosts}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(server.seen).toEqual([]);
    const accepted = await get(port, right);
    expect(accepted).toMatchObject({ status: 303, headers: { location: '/done' } });
    expect(accepted.headers).not.toHaveProperty('access-control-allow-origin');
    expect(await running.outcome).toMatchObject({ code: 0 });
  });
});

describe('pages in the browser', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '</title><script>alert(1)</script>',
    '</style><script>alert(1)</script>',
    '<!--',
    ']]>',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '{{constructor.constructor("alert(1)")()}}',
    `\${alert(1)}`,
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;script&#62;',
    '%3Cscript%3Ealert(1)%3C/script%3E',
    '%253Cscript%253E',
    '\u003cscript\u003e',
    '＜script＞',
    '<scr\u0000ipt>',
    '<iframe src=//evil.example>',
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    '<base href=//evil.example>',
    '<form action=//evil.example>',
    '\r\nLocation: https://evil.example',
    '\r\nSet-Cookie: a=b',
    '\n\n<script>alert(1)</script>',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\u202emoc.elpmaxe',
    "';alert(1)//",
  ];

  test('behavior: pages show no input, and never redirect to it', async () => {
    expect(hostile).toHaveLength(30);
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, port, state } = await beginSignIn(home, server);
    const clean = await get(port, '/callback?');
    expect(clean.status).toBe(400);
    for (const text of hostile) {
      const fields = [
        'key',
        'email',
        'error',
        'error_description',
        'state',
        'next',
        'redirect',
        'redirect_uri',
      ];
      const everywhere = new URLSearchParams(fields.map((name) => [name, text]));
      const bare = encodeURI(text).replaceAll('#', '%23');
      for (const path of [
        `/callback?${everywhere}`,
        `/callback?${bare}`,
        `/${bare}`,
        `//evil.example/${bare}`,
      ]) {
        const { status, headers, body } = await get(port, path);
        expect([path, status, body]).toEqual([path, 400, clean.body]);
        expect(Object.keys(headers).sort()).toEqual(Object.keys(clean.headers).sort());
      }
    }
    // The same beside the right state: where it leads to says nothing of it.
    const first = hostile[0] ?? '';
    const query = new URLSearchParams({ key: KEY, email: first, state, next: '//evil.example' });
    const right = await get(port, `/callback?${query}`);
    expect(right).toMatchObject({ status: 303, headers: { location: '/done' }, body: '' });
    const done = await get(port, '/done');
    expect(done.body).toContain('You are signed in');
    expect(done.body).not.toMatch(/<script|evil|mi_canary/);
    expect(await running.outcome).toMatchObject({ code: 0 });
  });

  test('behavior: pages are not cached, not framed, send no referrer, and fetch nothing', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, port, state } = await beginSignIn(home, server);
    const answers = [
      await get(port, '/callback?'),
      await get(port, `/callback?${new URLSearchParams({ key: KEY, state })}`),
      await get(port, '/done'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 303, 200]);
    for (const { headers, body } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/]+='; img-src data:; base-uri 'none'/,
      );
      expect(policy).toContain("frame-ancestors 'none'");
      expect(body).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org)|src=/);
    }
    expect(await running.outcome).toMatchObject({ code: 0 });
  });

  test('behavior: the browser shows success only when the key was accepted and stored', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state } = await beginSignIn(home, server);
    const page = await call({ key: 'mi_unknown_0123456789', state });
    expect(page.body).toContain('You are not signed in');
    expect(await running.outcome).toMatchObject({ code: 3 });
  });

  test('behavior: a browser that never fetches the last page, or hangs up, delays nothing', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, port, state } = await beginSignIn(home, server);
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.write(`GET /callback?key=${KEY}&state=${state} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    socket.on('error', () => undefined);
    socket.resetAndDestroy();
    const { code } = await Promise.race([
      running.outcome,
      running.until(/logged in/).then(() => running.outcome),
      new Promise<{ code: number }>((resolve) => setTimeout(resolve, 2_000, { code: -1 })),
    ]);
    // The request may have been lost with the connection: then the sign-in goes on.
    if (code === -1) running.interrupt();
    expect([0, 130]).toContain((await running.outcome).code);
    expect(await listens(port)).toBe(false);
  });
});

/** Sends bytes, and resolves with what came back. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.end(text);
  await once(socket, 'close');
  return answer;
}
