import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { describe, expect, test } from 'vitest';
import { resolveAccount, type StoredProfile } from './resolveAccount.ts';

const home: StoredProfile = {
  endpoint: 'https://m.home.example',
  apiKeyIn: 'file',
  email: 'ada@home.example',
};

/** Resolves with a profile whose key is `mi_stored`. */
function resolve(
  env: Record<string, string> = {},
  profile: StoredProfile | undefined = home,
  endpoint?: string,
) {
  return resolveAccount({
    env,
    endpoint,
    loadProfile: async () => profile,
    loadConfig: async ({ apiKeyIn, ...config }) => ({ ...config, apiKey: 'mi_stored' }),
  });
}

describe('the endpoint', () => {
  test.each([
    ['the default', {}, null, undefined, 'https://m.mitosislabs.ai', false],
    ['the profile', {}, home, undefined, 'https://m.home.example', true],
    [
      'the environment',
      { MITOSIS_ENDPOINT: 'https://m.env.example' },
      home,
      undefined,
      'https://m.env.example',
      true,
    ],
    [
      'an option',
      { MITOSIS_ENDPOINT: 'https://m.env.example' },
      home,
      'https://m.option.example',
      'https://m.option.example',
      true,
    ],
    ['a dashboard', {}, home, 'https://mitosislabs.ai', 'https://m.mitosislabs.ai', true],
    ['nothing that is empty', { MITOSIS_ENDPOINT: '' }, home, undefined, 'https://m.home.example', true],
  ])('default: is taken from %s', async (_, env, profile, option, endpoint, isEndpointNamed) => {
    const found = await resolveAccount({
      env,
      endpoint: option,
      loadProfile: async () => profile ?? undefined,
    });
    expect(found).toMatchObject({ endpoint, isEndpointNamed });
  });

  test('behavior: uses the dashboard of the profile, unless another host or dashboard is given', async () => {
    const profile = { ...home, dashboardEndpoint: 'https://board.example' };
    expect(await resolve({}, profile)).toMatchObject({ dashboardEndpoint: 'https://board.example' });
    expect(await resolve({ MITOSIS_ENDPOINT: 'https://m.env.example' }, profile)).toMatchObject({
      dashboardEndpoint: 'https://env.example',
    });
    expect(await resolve({ MITOSIS_DASHBOARD_ENDPOINT: 'https://d.example' }, profile)).toMatchObject({
      dashboardEndpoint: 'https://d.example',
    });
  });

  test.each(['MITOSIS_ENDPOINT', 'MITOSIS_DASHBOARD_ENDPOINT'])(
    'error: reports %s that is not a URL',
    async (name) => {
      await expect(resolve({ [name]: 'nonsense' })).rejects.toMatchObject({ argument: name });
    },
  );
});

describe('the key', () => {
  test('default: is the stored one, or that of the environment', async () => {
    expect((await resolve()).apiKey).toEqual({ value: 'mi_stored', from: 'file' });
    expect((await resolve({}, { ...home, apiKeyIn: 'keychain' })).apiKey?.from).toBe('keychain');
    for (const name of ['MITOSIS_API_KEY', 'MI_API_KEY']) {
      expect((await resolve({ [name]: 'mi_env' })).apiKey).toEqual({ value: 'mi_env', from: 'environment' });
    }
    expect((await resolve({ MI_API_KEY: 'mi_b', MITOSIS_API_KEY: 'mi_a' })).apiKey?.value).toBe('mi_a');
    expect((await resolve({}, { endpoint: 'https://m.home.example' })).apiKey).toBeUndefined();
  });

  test.each([
    ['another host', { MITOSIS_ENDPOINT: 'https://m.other.example' }],
    ['another port', { MITOSIS_ENDPOINT: 'https://m.home.example:8443' }],
    ['no encryption', { MITOSIS_ENDPOINT: 'http://m.home.example' }],
    ['another dashboard', { MITOSIS_DASHBOARD_ENDPOINT: 'https://evil.example' }],
  ])('error: does not read the stored key for %s', async (_, env) => {
    const found = await resolveAccount({
      env,
      loadProfile: async () => home,
      loadConfig: () => expect.unreachable(),
    });
    expect(found).toMatchObject({ apiKey: undefined, withheldFrom: 'https://m.home.example' });
  });

  test.each([
    ['another config', async () => ({ ...home, endpoint: `${home.endpoint}/`, apiKey: 'mi_stored' })],
    ['no config', async () => undefined],
  ])('error: a keystore with %s for the profile', async (_, loadConfig) => {
    const sources = { env: {}, loadProfile: async () => home, loadConfig };
    await expect(resolveAccount(sources)).rejects.toMatchObject({ code: 'profile_changed' });
  });

  test('behavior: reads a profile again that changed meanwhile', async () => {
    const moved = { ...home, endpoint: 'https://m.moved.example' };
    const profiles = [home, moved];
    const found = await resolveAccount({
      env: {},
      loadProfile: async () => profiles.shift() ?? moved,
      loadConfig: async () => ({ ...moved, apiKey: 'mi_moved' }),
    });
    expect(found).toMatchObject({ endpoint: 'https://m.moved.example', apiKey: { value: 'mi_moved' } });
  });
});

describe('an unreadable keystore', () => {
  class KeystoreError extends MitosisError {
    static override readonly errorName = 'KeystoreError';
  }
  const broken = new KeystoreError('broken', { code: 'read_failed' });
  const env = { MITOSIS_API_KEY: 'mi_env', MITOSIS_ENDPOINT: 'https://m.env.example' };
  const resolveBroken = (variables: Record<string, string>, error: Error, needsProfile = false) =>
    resolveAccount({ env: variables, needsProfile, loadProfile: () => Promise.reject(error) });

  test.each([broken, new InvalidArgumentError('profile', 'is no name')])(
    'behavior: is ignored if the environment has a key and an endpoint: %s',
    async (error) => {
      expect(await resolveBroken(env, error)).toMatchObject({
        endpoint: 'https://m.env.example',
        apiKey: { value: 'mi_env' },
        profile: undefined,
      });
      await expect(resolveBroken({ MITOSIS_API_KEY: 'mi_env' }, error)).rejects.toBe(error);
      await expect(resolveBroken({ MITOSIS_ENDPOINT: 'https://m.env.example' }, error)).rejects.toBe(error);
    },
  );

  test('behavior: without a home folder, needs only a key, unless a profile is named', async () => {
    const homeless = new InvalidArgumentError('basePath', 'HOME is not the path of a folder');
    const key = { MITOSIS_API_KEY: 'mi_env' };
    expect(await resolveBroken(key, homeless)).toMatchObject({
      endpoint: 'https://m.mitosislabs.ai',
      apiKey: { value: 'mi_env' },
    });
    await expect(resolveBroken({}, homeless)).rejects.toBe(homeless);
    await expect(resolveBroken({ ...key, MI_PROFILE: 'work' }, homeless)).rejects.toBe(homeless);
  });

  test('error: is not ignored if an option names the profile, or after a programming error', async () => {
    await expect(resolveBroken(env, broken, true)).rejects.toBe(broken);
    await expect(resolveBroken(env, new TypeError('oops'))).rejects.toThrow('oops');
  });
});

test.each([
  ['mi_example\n', 'mi_example'],
  ['mi_example\r\n\n', 'mi_example'],
])('behavior: newlines at the end of a key of the environment are dropped: %j', async (value, expected) => {
  const { apiKey } = await resolve({ MITOSIS_API_KEY: value });
  expect(apiKey).toEqual({ value: expected, from: 'environment' });
  expect((await resolve({ MITOSIS_API_KEY: '\n', MI_API_KEY: value })).apiKey?.value).toBe(expected);
});
