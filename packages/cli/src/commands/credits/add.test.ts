import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { signedIn } from '../../../testing/platform.ts';
import { makeHome } from '../../../testing/runMi.ts';

describe('credits add', () => {
  test.each([
    ['100', 100],
    ['-5', -5],
    ['2.5', 2.5],
  ])('default: %s', async (typed, amount) => {
    const bodies: string[] = [];
    await using server = await serve(async (request, response) => {
      if (request.method === 'POST') bodies.push(String(await bodyOf(request)));
      response.end(JSON.stringify({ office_id: 'o1', balance: 7 }));
    });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout } = await home.mi(['credits', 'add', '-o', 'o1', '-a', typed, '-r', 'topup']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'office\to1\nbalance\t7\n' });
    expect(bodies.map((body) => JSON.parse(body))).toEqual([{ amount, reason: 'topup' }]);
  });
});
