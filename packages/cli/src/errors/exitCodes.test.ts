import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { exitCodeSummaries } from './exitCodes.ts';

/** Runs a command against a server that answers every request with a status. */
async function codeFor(status: number, args: string[]): Promise<number> {
  await using server = await serve((request, response) => {
    request.resume();
    response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '3600' });
    response.end('{"error":"no"}');
  });
  await using home = await makeHome(signedIn(server.url));
  return (await home.mi(args)).code;
}

const READ = ['tasks', 'list', '-o', 'o1'];
const CHANGE = ['tasks', 'create', '-o', 'o1', '-t', 'x'];

describe('statuses', () => {
  test.each([
    [400, 6],
    [401, 3],
    [402, 7],
    [403, 4],
    [404, 5],
    [405, 1],
    [409, 6],
    [413, 6],
    [418, 1],
    [422, 6],
    [429, 8],
    [501, 9],
  ])('default: %d exits with %d, of a read and of a change', async (status, code) => {
    expect([await codeFor(status, READ), await codeFor(status, CHANGE)]).toEqual([code, code]);
  });

  test.each([500, 502, 503, 504, 520])(
    'default: %d exits with 9, but with 11 when it may have been done',
    async (status) => {
      expect(await codeFor(status, READ)).toBe(9);
      expect(await codeFor(status, CHANGE)).toBe(11);
    },
  );
});

describe('failures', () => {
  test('default: no connection exits with 9', async () => {
    const server = await serve(() => undefined);
    await server[Symbol.asyncDispose]();
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(READ)).toMatchObject({ code: 9 });
    expect(await home.mi(CHANGE)).toMatchObject({ code: 9 });
  });

  test('default: wrong use exits with 2, no account with 3, Ctrl-C with 130', async () => {
    await using server = await serve((request) => void request.resume());
    await using home = await makeHome();
    expect(await home.mi([...READ, '--nonsense'])).toMatchObject({ code: 2 });
    expect(await home.mi(READ)).toMatchObject({ code: 3 });
    const running = home.start(READ, { env: signedIn(server.url) });
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 130 });
  });

  test('default: a confirmation that is needed, or declined, exits with 10', async () => {
    await using server = await serve((_, response) => void response.writeHead(500).end());
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['offices', 'delete', 'o1'], { stdin: '' })).toMatchObject({ code: 10 });
    const running = home.start(['agents', 'fire', 'o1', 'aria'], { tty: true });
    await running.until(/\[y\/N\]/);
    running.stdin.push('n\r');
    expect(await running.outcome).toMatchObject({ code: 10 });
    expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

test.each([
  ['help', 'exit-codes'],
  ['exit-codes', '--help'],
])('behavior: mi %s %s lists every code', async (...args) => {
  await using home = await makeHome();
  const { code, stdout } = await home.mi(args);
  expect(code).toBe(0);
  for (const [number, meaning] of exitCodeSummaries) {
    expect(stdout).toMatch(new RegExp(`^ *${number} +${meaning}$`, 'm'));
  }
});
