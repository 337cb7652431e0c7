import { describe, expect, test } from 'vitest';
import { platform, signedIn } from '../../../testing/platform.ts';
import { makeHome } from '../../../testing/runMi.ts';

describe('agents fire', () => {
  const routes = { 'DELETE /api/v1/offices/o1/employees/aria': [204, undefined] } satisfies Parameters<
    typeof platform
  >[0];

  test('default: a script is not asked', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['agents', 'fire', 'o1', 'aria'], { stdin: '' })).toMatchObject({ code: 0 });
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['n\n', 10, 0],
    ['', 10, 0],
    ['yes\n', 0, 1],
  ])('behavior: at a terminal the answer %j gives %i', async (stdin, code, requests) => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['agents', 'fire', 'o1', 'aria'], { tty: true, stdin })).toMatchObject({ code });
    expect(server.seen).toHaveLength(requests);
  });

  test('behavior: --yes skips the question', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['agents', 'fire', 'o1', 'aria', '-y'], { tty: true })).toMatchObject({ code: 0 });
  });
});
