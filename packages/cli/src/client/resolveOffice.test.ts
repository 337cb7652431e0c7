import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

const ACME = office('acme', 'o1');
const OTHER = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';

describe('the office', () => {
  const agents = [200, []] satisfies [number, unknown];

  test('default: flag, then MITOSIS_OFFICE, then the default one, then the only one', async () => {
    await using server = await platform({
      'GET /api/v1/offices': [200, [ACME]],
      'GET /api/v1/offices/o1/employees': agents,
      'GET /api/v1/offices/flag/employees': agents,
      'GET /api/v1/offices/env/employees': agents,
      [`GET /api/v1/offices/${OTHER}`]: [200, office('other', OTHER)],
      [`GET /api/v1/offices/${OTHER}/employees`]: agents,
    });
    await using home = await makeHome(signedIn(server.url));
    const last = () => server.seen.at(-1)?.target;
    expect(await home.mi(['agents', 'list'])).toMatchObject({ code: 0 });
    expect(last()).toBe('/api/v1/offices/o1/employees');
    expect(server.seen.at(-1)?.headers['user-agent']).toMatch(/^mi\/\d+\.\d+\.\d+ node\/\d+\.\d+\.\d+$/);
    await home.mi(['init', '--endpoint', server.url, '--office', OTHER]);
    await home.mi(['agents', 'list']);
    expect(last()).toBe(`/api/v1/offices/${OTHER}/employees`);
    const env = { MITOSIS_OFFICE: 'env' };
    await home.mi(['agents', 'list'], { env });
    expect(last()).toBe('/api/v1/offices/env/employees');
    await home.mi(['agents', 'list', '-o', 'flag'], { env });
    expect(last()).toBe('/api/v1/offices/flag/employees');
  });

  test('error: the hint for a missing office names the source of its id', async () => {
    await using server = await platform({
      'GET /api/v1/offices/gone/employees': [404, { error: 'There is no office gone.' }],
    });
    await using home = await makeHome(signedIn(server.url));
    const signedOut = { env: { MITOSIS_API_KEY: '' } };
    await home.mi(['init', '--endpoint', server.url, '--office', 'gone'], signedOut);
    const stored = await home.mi(['agents', 'list']);
    expect(stored).toMatchObject({ code: 5 });
    expect(stored.stderr).toContain(
      'This is the default office. `mi offices list` shows yours, `mi use <office>` sets another.\n',
    );
    const named = await home.mi(['agents', 'list', '-o', 'gone']);
    expect(named.stderr).not.toContain('The office is');
    const { stderr } = await home.mi(['agents', 'list', '--json'], { env: { MITOSIS_OFFICE: 'gone' } });
    expect(JSON.parse(stderr).error.hint).toMatch(
      /The office is the one in MITOSIS_OFFICE: `mi offices list` shows yours\.$/,
    );
  });

  test('behavior: the office may be left out before an agent, too', async () => {
    const logs = { logs: 'one\ntwo\n', pod: 'p' };
    await using server = await platform({
      'GET /api/v1/offices': [200, [ACME]],
      'GET /api/v1/offices/o1/employees/aria/logs?tail=2': [200, logs],
    });
    await using home = await makeHome(signedIn(server.url));
    for (const args of [['aria'], ['o1', 'aria']]) {
      expect(await home.mi(['agents', 'logs', ...args, '-t', '2'])).toMatchObject({
        code: 0,
        stdout: 'one\ntwo\n',
      });
    }
  });

  test('error: no office, or several', async () => {
    let offices: unknown[] = [];
    await using none = await platform({ 'GET /api/v1/offices': [200, offices] });
    await using home = await makeHome();
    const empty = await home.mi(['agents', 'list'], { env: signedIn(none.url) });
    expect(empty).toMatchObject({ code: 5, stdout: '' });
    expect(empty.stderr).toBe(
      'error: you own no office yet\nhint: Create one: mi offices create -n <name>\n',
    );
    offices = [ACME, office('lab', 'o2')];
    await using several = await platform({ 'GET /api/v1/offices': [200, offices] });
    const many = await home.mi(['agents', 'list'], { env: signedIn(several.url) });
    expect(many.code).toBe(2);
    expect(many.stderr).toContain('o1 (acme), o2 (lab)');
  });
});
