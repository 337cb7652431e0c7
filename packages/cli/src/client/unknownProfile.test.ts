import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

describe('MI_PROFILE names a profile that does not exist', () => {
  test('behavior: with a key and an endpoint in the environment the profile is not used', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [office('acme', 'o1')]] });
    await using home = await makeHome({ ...signedIn(server.url), MI_PROFILE: 'ghost' });
    expect(await home.mi(['offices', 'list'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('behavior: with a key alone the profile is ignored, with a note', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [office('acme', 'o1')]] });
    const { MITOSIS_API_KEY = '' } = signedIn(server.url);
    await using home = await makeHome({ MITOSIS_API_KEY, MI_PROFILE: 'ghost' });
    const { code, stdout, stderr } = await home.mi(['offices', 'list', '--endpoint', server.url]);
    expect(code).toBe(0);
    expect(stdout).toContain('o1\tacme');
    expect(stderr).toBe('note: MI_PROFILE names ghost, which does not exist. It is ignored.\n');
  });

  test('error: no profile of that name is made', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [office('acme', 'o1')]] });
    await using home = await makeHome({ ...signedIn(server.url), MI_PROFILE: 'ghost' });
    expect(await home.mi(['use', 'acme'])).toMatchObject({ code: 5, stdout: '' });
    expect(await readdir(home.path)).toEqual([]);
  });

  test.each([
    ['without a key', {}, []],
    ['named by an option', { MITOSIS_API_KEY: 'mi_example' }, ['--profile', 'ghost']],
  ])('error: %s the command fails', async (_, env, more) => {
    await using home = await makeHome({ MI_PROFILE: 'ghost', ...env });
    const { code, stderr } = await home.mi(['offices', 'list', ...more]);
    expect(code).toBe(5);
    expect(stderr).toContain('error: there is no profile ghost\n');
  });
});
