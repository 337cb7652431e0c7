import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../../testing/runMi.ts';

let emulator: Emulator;
let owner: Home;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  owner = await makeHome(ownerOf(emulator));
});
afterAll(async () => {
  await owner[Symbol.asyncDispose]();
  await emulator.close();
});

/** Creates an office: only three agents may be hired in each. */
async function newOffice(): Promise<string> {
  const { stdout } = await owner.mi(['offices', 'create', '-n', 'acme', '--force', '--json']);
  return JSON.parse(stdout).id;
}

/** Runs a command that fails, and returns the last command line of its hint. */
async function commandOfHint(home: Home, args: string[], code: number): Promise<string[]> {
  const failed = await home.mi([...args, '--json'], { stdin: '' });
  expect(failed, failed.stderr).toMatchObject({ code, stdout: '' });
  const { hint } = JSON.parse(failed.stderr).error;
  const [, line] = /mi ((?:keys|agents) [a-z]+(?: -[a-z] \S+)*)$/.exec(hint) ?? [];
  expect(line, hint).toBeDefined();
  return (line ?? '').split(' ');
}

test.each([
  ['acts as the agent', (self: string) => ['api', self, '--agent', 'aria']],
  ['prints the public key', () => ['keys', 'pubkey', '-a', 'aria']],
] as const)(
  'error: without a key, the hint leads at once to one that the platform knows, and that %s',
  async (_, args) => {
    const office = await newOffice();
    await using home = await makeHome({ ...ownerOf(emulator), MITOSIS_OFFICE: office });
    const self = `/api/v1/offices/${office}/capabilities/self`;
    expect(await home.mi(['agents', 'hire', '-n', 'aria'])).toMatchObject({ code: 0 });
    const next = await commandOfHint(home, [...args(self)], 5);
    expect(await home.mi(next)).toMatchObject({ code: 0 });
    expect(await home.mi([...args(self)])).toMatchObject({ code: 0 });
    expect(await home.mi(['api', self, '--agent', 'aria'])).toMatchObject({ code: 0 });
  },
);

test('error: a key of an agent that was fired: the hint of `hire --key` leads to a working key', async () => {
  const office = await newOffice();
  await using home = await makeHome({ ...ownerOf(emulator), MITOSIS_OFFICE: office });
  const hire = ['agents', 'hire', '-n', 'nova', '--key'];
  expect(await home.mi(hire)).toMatchObject({ code: 0 });
  expect(await home.mi(['agents', 'fire', 'nova', '--yes'])).toMatchObject({ code: 0 });
  const next = await commandOfHint(home, hire, 6);
  // The hint says: hire it without --key, and then run this.
  expect(await home.mi(['agents', 'hire', '-n', 'nova', '--wait'])).toMatchObject({ code: 0 });
  expect(await home.mi(next)).toMatchObject({ code: 0 });
  const asAgent = ['api', `/api/v1/offices/${office}/capabilities/self`, '--agent', 'nova'];
  expect(await home.mi(asAgent)).toMatchObject({ code: 0 });
});

test('error: a key that is not accepted at sign-in: the hint does not say to sign in', async () => {
  await using home = await makeHome({ MITOSIS_ENDPOINT: emulator.endpoint });
  const { code, stderr } = await home.mi(['login', '--token', '-'], { stdin: 'mi_0123456789abcdef01234567' });
  expect(code).toBe(3);
  expect(stderr).toContain('hint: Copy the key again from the dashboard: user menu → Copy API Key.\n');
});
