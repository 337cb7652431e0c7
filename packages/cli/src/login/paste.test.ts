import { describe, expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { beginSignIn, get, KEY, knowingPlatform, listens, OTHER_KEY, stored } from '../../testing/signIn.ts';

/** The prompt for pasted text. */
const PROMPT = /Address or key/;
const again = (times: number) => new RegExp(`(?:Address or key[\\s\\S]*){${times}}`);

describe('a terminal without a browser', () => {
  test('default: the address that did not load elsewhere is pasted', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, state, port } = await beginSignIn(home, server, { tty: true });
    await running.until(PROMPT);
    const query = new URLSearchParams({ key: KEY, email: 'ada@example.com', state });
    running.stdin.push(`http://localhost:${port}/callback?${query}\r`);
    const { code, stdout, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('logged in as ada@example.com');
    expect(stdout + stderr).not.toContain(KEY);
    expect(await stored(home)).toMatchObject({ apiKey: KEY, email: 'ada@example.com' });
    expect(await listens(port)).toBe(false);
  });

  test('behavior: a pasted key needs no confirmation', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running } = await beginSignIn(home, server, { tty: true });
    await running.until(PROMPT);
    running.stdin.push(`  ${KEY}\r`);
    const { code, stdout, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(KEY);
    expect(await stored(home)).toEqual({ endpoint: server.url, apiKey: KEY });
  });

  test('behavior: the browser may win, while the terminal waits', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state } = await beginSignIn(home, server, { tty: true });
    await running.until(PROMPT);
    running.stdin.push('mi_half_a_k');
    expect((await call({ key: KEY, state })).body).toContain('You are signed in');
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });

  test('behavior: a pasted address is checked like a callback; a wrong one is asked for again', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, state, port } = await beginSignIn(home, server, { tty: true });
    const forged = { key: OTHER_KEY, state: `${state}x` };
    const wrong = [
      'hello',
      `http://localhost:${port}/callback?${new URLSearchParams(forged)}`,
      `http://localhost:${port + 1}/callback?key=${KEY}&state=${state}`,
      `http://evil.example:${port}/callback?key=${KEY}&state=${state}`,
      `https://localhost:${port}/callback?key=${KEY}&state=${state}`,
      `http://localhost:${port}/callback?error=access_denied&state=x`,
      `http://localhost:${port}/done`,
      `http://localhost:${port}@evil.example/callback?key=${KEY}&state=${state}`,
    ];
    for (const [index, text] of wrong.entries()) {
      await running.until(again(index + 1));
      running.stdin.push(`${text}\r`);
    }
    await running.until(again(wrong.length + 1));
    expect(server.seen).toEqual([]);
    running.stdin.push('mi_unknown_0123456789\r');
    await running.until(/does not accept that key[\s\S]*Address or key/);
    running.stdin.push(`http://127.0.0.1:${port}/callback?key=${KEY}&state=${state}\r`);
    const { code, stdout, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(KEY);
  });

  test('behavior: the state is good once, here too', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, state, port } = await beginSignIn(home, server, { tty: true });
    await running.until(PROMPT);
    running.stdin.push(`http://localhost:${port}/callback?key=${KEY}&state=${state}\r`);
    const late = await get(port, `/callback?key=${OTHER_KEY}&state=${state}`).catch(() => undefined);
    expect([400, undefined]).toContain(late?.status);
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });

  test('behavior: the question whether an account is theirs has the terminal for itself', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call } = await beginSignIn(home, server, { tty: true });
    await running.until(PROMPT);
    await call({ key: OTHER_KEY });
    await running.until(/Is this your account/);
    running.stdin.push('n\n');
    await running.until(/Still waiting[\s\S]*Address or key/);
    running.stdin.push(`${KEY}\r`);
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });

  test('error: the sign-in was declined, and its address is pasted', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, state, port } = await beginSignIn(home, server, { tty: true });
    await running.until(PROMPT);
    running.stdin.push(`http://localhost:${port}/callback?error=access_denied&state=${state}\r`);
    const { code, stderr } = await running.outcome;
    expect(code).toBe(3);
    expect(stderr).toContain('the sign-in was refused: access_denied');
  });

  test('error: Ctrl-C at the prompt; Ctrl-D only leaves it', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const first = await beginSignIn(home, server, { tty: true });
    await first.running.until(PROMPT);
    first.running.stdin.push('\u0003');
    expect(await first.running.outcome).toMatchObject({ code: 130 });
    expect(await listens(first.port)).toBe(false);
    const second = await beginSignIn(home, server, { tty: true });
    await second.running.until(PROMPT);
    second.running.stdin.push('\u0004');
    await second.running.until(/Address or key.*\n/);
    await second.call({ key: KEY, state: second.state });
    expect(await second.running.outcome).toMatchObject({ code: 0 });
  });
});

test('behavior: without a terminal there is no prompt, and the output says what to do', async () => {
  await using server = await knowingPlatform();
  await using home = await makeHome();
  const { running, call, state } = await beginSignIn(home, server);
  await running.until(/mi login --token -/);
  await call({ key: KEY, state });
  const { code, stderr } = await running.outcome;
  expect(code).toBe(0);
  expect(stderr).not.toMatch(PROMPT);
  expect(stderr).toContain('MITOSIS_API_KEY');
});
