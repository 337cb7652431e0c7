import { startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/keystore';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../../testing/runMi.ts';

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let home: Home;
let office: string;
let keystore: Keystore;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  home = await makeHome(ownerOf(emulator));
  const { stdout } = await home.mi(['offices', 'create', '-n', 'acme', '--json']);
  office = JSON.parse(stdout).id;
  home.env['MITOSIS_OFFICE'] = office;
  keystore = new Keystore({ basePath: home.env['MITOSIS_HOME'] ?? '' });
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await emulator.close();
});

const actAs = (agent: string) =>
  home.mi(['api', 'GET', `/api/v1/offices/${office}/capabilities/self`, '--agent', agent]);

test('behavior: --key makes a key that the agent can act with at once', async () => {
  expect(await home.mi(['agents', 'hire', '-n', 'aria', '--key'])).toMatchObject({ code: 0 });
  expect(await actAs('aria')).toMatchObject({ code: 0 });
});

test('error: a refused hire leaves no key, and an existing key is not replaced', async () => {
  expect(await home.mi(['agents', 'hire', '-n', 'Not A Name', '--key'])).toMatchObject({
    code: expect.any(Number),
  });
  expect(await keystore.listAgentKeys(office)).toEqual(['aria']);
  const before = await keystore.getPublicKey(office, 'aria');
  const again = await home.mi(['agents', 'hire', '-n', 'aria', '--key']);
  expect(again).toMatchObject({ code: 6, stdout: '' });
  expect(again.stderr).toContain(`mi keys rotate -o ${office} -a aria`);
  expect(await keystore.getPublicKey(office, 'aria')).toBe(before);
});

test('behavior: `mi keys rotate` makes the first key, too, but not for a missing agent', async () => {
  expect(await home.mi(['agents', 'hire', '-n', 'nova'])).toMatchObject({ code: 0 });
  const none = await actAs('nova');
  expect(none.stderr).toContain('mi keys rotate');
  expect(await home.mi(['keys', 'rotate', '-a', 'nova'])).toMatchObject({ code: 0 });
  expect(await actAs('nova')).toMatchObject({ code: 0 });
  expect(await home.mi(['keys', 'rotate', '-a', 'unknown'])).toMatchObject({ code: 5 });
  expect(await keystore.hasAgentKey(office, 'unknown')).toBe(false);
});
