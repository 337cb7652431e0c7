import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../testing/runMi.ts';

let emulator: Emulator;
let home: Home;
let office: string;
beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  home = await makeHome(ownerOf(emulator));
  office = JSON.parse((await home.mi(['offices', 'create', '-n', 'acme', '--json'])).stdout).id;
  expect((await home.mi(['agents', 'hire', '-n', 'aria', '-o', office, '--wait'])).code).toBe(0);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await emulator.close();
});

/** Starts `mi serve`, and returns what it prints as JSON. */
async function start(words: string[], env: Record<string, string> = {}) {
  const running = home.start(['serve', '--port', '0', '--json', ...words], { env });
  const [line] = await running.until(/^\{.*\}\n/m);
  const { url, key, ...protocols } = JSON.parse(line) as { url: string; key: string };
  const get = (path: string) => fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${key}` } });
  return { running, url, key, protocols, get };
}

test('default: serves the agents both ways, with a key that is shown once', async () => {
  const { running, key, protocols, get } = await start([]);
  expect(protocols).toEqual({ openai: true, a2a: true });
  expect(await (await get('/v1/models')).json()).toMatchObject({ data: [{ id: 'acme/aria' }] });
  expect((await get('/a2a/acme/aria/.well-known/agent-card.json')).status).toBe(200);
  running.interrupt();
  const { code, stdout, stderr } = await running.outcome;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split(key)).toHaveLength(2);
});

test('behavior: --openai or --a2a serves one of them, -o one office', async () => {
  const one = await start(['--openai', '-o', office]);
  expect([one.protocols, (await one.get('/a2a/acme/aria/.well-known/agent-card.json')).status]).toEqual([
    { openai: true, a2a: false },
    404,
  ]);
  one.running.interrupt();
  await one.running.outcome;
  const other = await start(['--a2a']);
  expect([other.protocols, (await other.get('/v1/models')).status]).toEqual([
    { openai: false, a2a: true },
    404,
  ]);
  other.running.interrupt();
  await other.running.outcome;
});

test('behavior: a key from the environment is used, and not printed for people', async () => {
  const MITOSIS_SERVE_KEY = 'a-key-of-my-own-0123456789abcdefghij';
  const running = home.start(['serve', '--port', '0'], { env: { MITOSIS_SERVE_KEY } });
  const [, url = ''] = await running.until(/OpenAI {2}(\S+)\/v1/);
  await running.until(/Ctrl-C/);
  const response = await fetch(`${url}/v1/models`, {
    headers: { Authorization: `Bearer ${MITOSIS_SERVE_KEY}` },
  });
  expect(response.status).toBe(200);
  running.interrupt();
  const { stdout, stderr } = await running.outcome;
  expect(stdout + stderr).not.toContain(MITOSIS_SERVE_KEY);
});

test('behavior: --allow-origin lets a page call', async () => {
  const { running, url } = await start(['--allow-origin', 'http://localhost:5173']);
  const preflight = (Origin: string) => fetch(`${url}/v1/models`, { method: 'OPTIONS', headers: { Origin } });
  expect((await preflight('http://localhost:5173')).status).toBe(204);
  expect((await preflight('http://localhost:5174')).status).toBe(403);
  running.interrupt();
  await running.outcome;
});

test.each([
  [['--allow-origin', '*'], {}, /--allow-origin must hold origins/],
  [[], { MITOSIS_SERVE_KEY: 'short' }, /MITOSIS_SERVE_KEY must be 32 to 512/],
])('error: %j with %j names what is wrong', async (words, env, message) => {
  const { code, stdout, stderr } = await home.mi(['serve', '--port', '0', ...words], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
