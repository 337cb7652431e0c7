import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../../testing/platform.ts';
import { makeHome } from '../../../testing/runMi.ts';

const ACME = office('acme', 'o1');

describe('offices create', () => {
  test('default: the office as JSON', async () => {
    await using server = await platform({ 'POST /api/offices': [201, ACME] });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout, stderr } = await home.mi(['colonies', 'create', '-n', 'acme']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(ACME);
  });

  test('behavior: the owned office is returned with a note on standard error', async () => {
    const answer = { ...office('willow-bend-15c6ff0e', '33f5682c'), existing: true };
    await using server = await platform({ 'POST /api/offices': [200, answer] });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout, stderr } = await home.mi(['colonies', 'create', '-n', 'hello-text']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(answer);
    expect(
      stderr,
    ).toBe(`note: you already own a colony named "willow-bend-15c6ff0e" (33f5682c) — returning that one.
      the requested name "hello-text" was ignored.
      to create a second colony, re-run with --force.
`);
  });

  test('behavior: a name from the platform adds no line to the note', async () => {
    const answer = { ...office('x" (y)\nnote: all is well\r', 'o1'), existing: true };
    await using server = await platform({ 'POST /api/offices': [200, answer] });
    await using home = await makeHome(signedIn(server.url));
    const { stderr } = await home.mi(['colonies', 'create', '-n', 'hello\ntext']);
    expect(stderr.split('\n')).toHaveLength(4);
    expect(stderr).toContain('x" (y)\\nnote: all is well\\r');
    expect(stderr).toContain('"hello\\ntext"');
  });
});

describe('offices delete', () => {
  const routes = {
    'GET /api/v1/offices/o1': [200, ACME],
    'DELETE /api/v1/offices/o1': [204, undefined],
  } satisfies Parameters<typeof platform>[0];

  test('default: with --yes', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['offices', 'delete', 'o1', '--yes'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'deleted office o1\n',
    });
  });

  test('behavior: at a terminal the command asks for the name', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    const wrong = await home.mi(['offices', 'delete', 'o1'], { tty: true, stdin: 'y\n' });
    expect(wrong.code).toBe(10);
    expect(wrong.stderr).toContain('nothing was changed');
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
    const right = await home.mi(['offices', 'delete', 'o1'], { tty: true, stdin: 'acme\n' });
    expect(right.code).toBe(0);
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', target: '/api/v1/offices/o1' });
  });

  test('error: without a terminal the command neither asks nor deletes', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    const { code, stderr } = await home.mi(['offices', 'delete', 'o1'], { stdin: 'acme\n' });
    expect(code).toBe(10);
    expect(stderr).toContain('hint: Pass --yes when you are sure.');
    expect(server.seen).toEqual([]);
  });
});
