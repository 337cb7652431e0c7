import { Keystore } from '@mitosislabs/keystore';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { knowingPlatform } from '../../testing/signIn.ts';

/** The profiles of a machine, and the key of each. */
const KEYS = {
  default: 'mi_default_0123456789abcdef',
  work: 'mi_work_0123456789abcdefgh',
  home: 'mi_home_0123456789abcdefgh',
} as const;
const ENVIRONMENT_KEY = 'mi_environment_0123456789';

const PROFILES = [undefined, 'work', 'home'] as const;

test('behavior: flag, environment, profile: every combination reaches the right host, and a key only its own', async () => {
  const owners = Object.fromEntries([...Object.values(KEYS), ENVIRONMENT_KEY].map((key) => [key, key]));
  await using a = await knowingPlatform(owners);
  await using b = await knowingPlatform(owners);
  await using home = await makeHome();
  // default and home at A, work at B.
  const at = { default: a.url, home: a.url, work: b.url };
  for (const name of ['default', 'work', 'home'] as const) {
    const keystore = new Keystore({ basePath: home.env['MITOSIS_HOME'], profile: name });
    await keystore.saveConfig({ endpoint: at[name], apiKey: KEYS[name] });
  }
  let combinations = 0;
  for (const current of ['default', 'home'] as const) {
    expect(await home.mi(['auth', 'switch', current])).toMatchObject({ code: 0 });
    for (const flag of PROFILES)
      for (const variable of PROFILES)
        for (const endpointFlag of [undefined, a.url, b.url])
          for (const endpointVariable of [undefined, a.url, b.url])
            for (const key of [undefined, ENVIRONMENT_KEY]) {
              const profile = flag ?? variable ?? current;
              const endpoint = endpointFlag ?? endpointVariable ?? at[profile];
              const stored = endpoint === at[profile] ? KEYS[profile] : undefined;
              const sent = key ?? stored;
              a.seen.length = 0;
              b.seen.length = 0;
              const outcome = await home.mi(
                [
                  'whoami',
                  '--json',
                  ...(flag ? ['--profile', flag] : []),
                  ...(endpointFlag ? ['--endpoint', endpointFlag] : []),
                ],
                {
                  env: {
                    ...(variable && { MI_PROFILE: variable }),
                    ...(endpointVariable && { MITOSIS_ENDPOINT: endpointVariable }),
                    ...(key && { MITOSIS_API_KEY: key }),
                  },
                },
              );
              const [target, other] = endpoint === a.url ? [a, b] : [b, a];
              expect(other.seen).toEqual([]);
              if (sent === undefined) {
                expect(target.seen).toEqual([]);
                expect(outcome).toMatchObject({ code: 3, stdout: '' });
                expect(JSON.parse(outcome.stderr).error.code).toBe('key_for_another_host');
              } else {
                expect(target.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${sent}`]);
                expect(outcome.code).toBe(0);
                expect(JSON.parse(outcome.stdout)).toMatchObject({
                  profile,
                  endpoint,
                  keyFrom: key ? 'environment' : 'file',
                });
              }
              combinations++;
            }
  }
  expect(combinations).toBe(324);
});

test('behavior: empty variables are ignored', async () => {
  await using a = await knowingPlatform({ [KEYS.default]: 'ada' });
  await using home = await makeHome({ MI_PROFILE: '', MITOSIS_ENDPOINT: '', MITOSIS_API_KEY: '' });
  await home.mi(['login', '--endpoint', a.url, '--token', '-'], { stdin: KEYS.default });
  expect(await home.mi(['whoami', '--json'])).toMatchObject({ code: 0, stderr: '' });
});

test('error: a stored key is not sent if one of the two hosts differs', async () => {
  await using a = await knowingPlatform({ [KEYS.default]: 'ada' });
  await using b = await knowingPlatform({ [KEYS.default]: 'ada' });
  await using home = await makeHome();
  await home.mi(['login', '--endpoint', a.url, '--token', '-'], { stdin: KEYS.default });
  a.seen.length = 0;
  for (const env of [
    { MITOSIS_ENDPOINT: b.url, MITOSIS_DASHBOARD_ENDPOINT: a.url },
    { MITOSIS_ENDPOINT: a.url, MITOSIS_DASHBOARD_ENDPOINT: b.url },
    { MITOSIS_DASHBOARD_ENDPOINT: b.url },
  ]) {
    expect(await home.mi(['whoami'], { env })).toMatchObject({ code: 3, stdout: '' });
    expect(await home.mi(['api', 'GET', '/x', '--dashboard'], { env })).toMatchObject({ code: 3 });
  }
  expect([...a.seen, ...b.seen]).toEqual([]);
});

test.each([
  [
    'is switched',
    async (basePath: string, { a, b }: { a: string; b: string }) => {
      const keystore = new Keystore({ basePath });
      const work = new Keystore({ basePath, profile: 'work' });
      await keystore.saveConfig({ endpoint: a, apiKey: KEYS.default });
      await work.saveConfig({ endpoint: b, apiKey: KEYS.work });
      return (round: number) => keystore.switchProfile(round % 2 ? 'default' : 'work');
    },
  ],
  [
    'moves',
    async (basePath: string, { a, b }: { a: string; b: string }) => {
      const keystore = new Keystore({ basePath });
      const move = (round: number) =>
        keystore.saveConfig(
          round % 2 ? { endpoint: a, apiKey: KEYS.default } : { endpoint: b, apiKey: KEYS.work },
        );
      await move(0);
      return move;
    },
  ],
])('behavior: while the current account %s, no key goes to the host of another', async (_, prepare) => {
  const owners = { [KEYS.default]: 'a', [KEYS.work]: 'b' };
  await using a = await knowingPlatform(owners);
  await using b = await knowingPlatform(owners);
  await using home = await makeHome();
  const change = await prepare(home.env['MITOSIS_HOME'] ?? '', { a: a.url, b: b.url });
  let isOver = false;
  const changing = (async () => {
    for (let round = 0; !isOver; round++) await change(round);
  })();
  // Until both accounts have been met, too: on a busy machine one may hold for many rounds.
  for (let round = 0; round < 60 || !a.seen.length || !b.seen.length; round++)
    expect(await home.mi(['whoami'])).toMatchObject({ code: 0, stderr: '' });
  isOver = true;
  await changing;
  const sent = [a, b].map(({ seen }) => new Set(seen.map(({ headers }) => headers.authorization)));
  expect(sent).toEqual([new Set([`Bearer ${KEYS.default}`]), new Set([`Bearer ${KEYS.work}`])]);
});

test('error: another dashboard alone keeps the stored key back, and the error names the dashboard', async () => {
  await using a = await knowingPlatform();
  await using home = await makeHome();
  const keystore = new Keystore({ basePath: home.env['MITOSIS_HOME'] });
  await keystore.saveConfig({ endpoint: a.url, apiKey: KEYS.default });
  const env = { MITOSIS_DASHBOARD_ENDPOINT: 'https://d.other.example' };
  expect(await home.mi(['whoami'], { env })).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(
      /not sent to the dashboard https:\/\/d\.other\.example\nhint: .* --dashboard https:\/\/d\.other\.example`/,
    ),
  });
  expect(a.seen).toEqual([]);
});

test.each(['http://user:canary5150@h.example', 'ftp://user:canary5150@h.example', 'user:canary5150@h'])(
  'error: %s is refused, and not shown',
  async (address) => {
    await using home = await makeHome();
    for (const args of [['whoami'], ['init'], ['login']]) {
      const outcome = await home.mi([...args, '--endpoint', address]);
      expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('user name or password') });
      expect(outcome.stderr).not.toContain('5150');
    }
  },
);
