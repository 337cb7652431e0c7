import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { office } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { beginSignIn, get, KEY, knowingPlatform, OTHER_KEY, stored } from '../../testing/signIn.ts';

/** Attacks by other pages, at a terminal, where a sign-in without proof needs a confirmation. */

test.each([403, 404, 'garbage'])(
  'behavior: a key that the platform answers with %s ends no sign-in but its own',
  async (answer) => {
    await using server = await serve((request, response) => {
      const isTheirs = request.headers.authorization === `Bearer ${OTHER_KEY}`;
      response.writeHead(isTheirs && typeof answer === 'number' ? answer : 200, {
        'Content-Type': 'application/json',
      });
      response.end(isTheirs ? '{"error"' : JSON.stringify([office('acme', 'o1')]));
    });
    await using home = await makeHome();
    const { running, call, state } = await beginSignIn(home, server, { tty: true });
    await call({ key: OTHER_KEY });
    await running.until(/Still waiting/);
    await call({ key: KEY, state });
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  },
);

test('behavior: a sign-in with the state replaces the question about an unbound one', async () => {
  await using server = await knowingPlatform();
  await using home = await makeHome();
  const { running, call, port, state } = await beginSignIn(home, server, { tty: true });
  await call({ key: OTHER_KEY, email: 'mallory@example.com' });
  await running.until(/Is this your account/);
  // The next one waits already.
  await call({ key: OTHER_KEY, email: 'eve@example.com' });
  expect((await call({ key: KEY, email: 'ada@example.com', state })).body).toContain('You are signed in');
  const { code, stderr } = await running.outcome;
  expect(code).toBe(0);
  expect(stderr).not.toContain('eve@example.com');
  expect(await stored(home)).toMatchObject({ apiKey: KEY, email: 'ada@example.com' });
  await expect(get(port, '/done')).rejects.toThrow('ECONNREFUSED');
});

test('behavior: a slow check of one key does not delay another', async () => {
  await using server = await serve((request, response) => {
    if (request.headers.authorization === `Bearer ${OTHER_KEY}`) return;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify([office('acme', 'o1')]));
  });
  await using home = await makeHome();
  const { running, call, state } = await beginSignIn(home, server, { tty: true });
  await call({ key: OTHER_KEY });
  await expect.poll(() => server.seen).toHaveLength(1);
  await call({ key: KEY, state });
  expect(await running.outcome).toMatchObject({ code: 0 });
  expect(await stored(home)).toMatchObject({ apiKey: KEY });
});

test('behavior: declining in the browser ends the question, too', async () => {
  await using server = await knowingPlatform();
  await using home = await makeHome();
  const { running, call, state } = await beginSignIn(home, server, { tty: true });
  await call({ key: OTHER_KEY });
  await running.until(/Is this your account/);
  await call({ error: 'access_denied', state });
  expect(await running.outcome).toMatchObject({ code: 3 });
  await expect(stored(home)).rejects.toThrow('ENOENT');
});

test('behavior: without a terminal, no page points to one for a confirmation', async () => {
  await using server = await knowingPlatform();
  await using home = await makeHome();
  const { running, call, port, state } = await beginSignIn(home, server);
  expect(await call({ key: OTHER_KEY })).toMatchObject({ status: 400 });
  expect(await get(port, '/done')).toMatchObject({ status: 400 });
  await call({ key: KEY, state });
  expect(await running.outcome).toMatchObject({ code: 0 });
});
