import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { type Home, makeHome } from '../../testing/runMi.ts';

const ID = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const OTHER = '44f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const OFFICES = [
  office('acme', ID),
  office('Acorn', 'o2'),
  office('lab', 'o3'),
  office('twin', 'o4'),
  office('twin', 'o5'),
];

function server(offices = OFFICES) {
  return platform({
    'GET /api/v1/offices': [200, offices],
    [`GET /api/v1/offices/${OTHER}`]: [200, office('hidden', OTHER)],
    ...Object.fromEntries(
      [...offices.map(({ id }) => id), OTHER].map((id) => [`GET /api/v1/offices/${id}/employees`, [200, []]]),
    ),
  });
}

async function defaultOffice(home: Home): Promise<unknown> {
  const text = await readFile(join(home.path, '.os1/config.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text).defaultOffice;
}

describe('an office by name', () => {
  test.each([
    ['acme', ID],
    ['ACME', ID],
    ['acm', ID],
    ['33f5', ID],
    ['Aco', 'o2'],
    ['o2', 'o2'],
    ['la', 'o3'],
    ['unknown', 'unknown'],
  ])('default: -o %s is the office %s', async (word, id) => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    for (const run of [
      { args: ['agents', 'list', '-o', word] },
      { args: ['agents', 'list'], options: { env: { MITOSIS_OFFICE: word } } },
    ]) {
      await home.mi(run.args, run.options);
      expect(running.seen.at(-1)?.target).toBe(`/api/v1/offices/${id}/employees`);
    }
  });

  test('behavior: a whole id needs no search', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    await home.mi(['agents', 'list', '-o', ID]);
    expect(running.seen.map(({ target }) => target)).toEqual([`/api/v1/offices/${ID}/employees`]);
  });

  test.each([
    ['ac', 'ac matches several offices', `${ID} (acme), o2 (Acorn)`],
    ['twin', 'twin matches several offices', 'o4 (twin), o5 (twin)'],
  ])('error: -o %s matches several offices', async (word, message, hint) => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    const { code, stderr } = await home.mi(['agents', 'list', '-o', word]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: ${message}\nhint: Name one of them by its id: ${hint}.\n`,
    });
  });

  test('error: an unknown office is left to the platform, and the hint lists yours', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    const { code, stderr } = await home.mi(['agents', 'list', '-o', 'ghost']);
    expect(code).toBe(5);
    expect(stderr).toContain('Your offices: ');
    expect(stderr).toContain('(acme)');
  });

  test('behavior: local commands store keys under the id, and work offline with an id', async () => {
    await using running = await server();
    await using home = await makeHome();
    expect(
      await home.mi(['keys', 'generate', '-o', 'acme', '-a', 'aria'], { env: signedIn(running.url) }),
    ).toMatchObject({
      code: 0,
    });
    expect(await home.mi(['keys', 'list', '-o', ID])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('aria'),
    });
    expect(await home.mi(['keys', 'generate', '-o', 'o9', '-a', 'aria'])).toMatchObject({ code: 0 });
  });
});

describe('mi use', () => {
  test.each([
    ['acm', ID],
    ['o3', 'o3'],
    [OTHER, OTHER],
  ])('default: %s becomes the default office', async (word, id) => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    const { code, stderr } = await home.mi(['use', word]);
    expect({ code, stored: await defaultOffice(home) }, stderr).toEqual({ code: 0, stored: id });
    await home.mi(['agents', 'list']);
    expect(running.seen.at(-1)?.target).toBe(`/api/v1/offices/${id}/employees`);
  });

  test.each([['ghost'], ['55f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11']])('error: %s is refused', async (word) => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    for (const args of [
      ['use', word],
      ['init', '--endpoint', running.url, '--office', word],
    ]) {
      const { code, stderr } = await home.mi(args);
      expect({ code, stored: await defaultOffice(home) }).toEqual({ code: 5, stored: undefined });
      expect(stderr).toContain(`error: you have no office ${word}`);
      expect(stderr).toContain('(acme)');
    }
  });

  test('behavior: at a terminal an office is picked, and typing narrows the list', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    for (const args of [['agents', 'list'], ['use']]) {
      const picking = home.start(args, { tty: true, raw: true });
      await picking.until(/Which office\?/);
      picking.stdin.push('lab');
      await picking.until(/lab[^\n]*o3|1 match/);
      picking.stdin.push('\r');
      expect(await picking.outcome).toMatchObject({ code: 0 });
    }
    expect(await defaultOffice(home)).toBe('o3');
  });

  test('behavior: Ctrl-C leaves the picker', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    const picking = home.start(['use'], { tty: true, raw: true });
    await picking.until(/Which office\?/);
    picking.stdin.push('\u0003');
    expect(await picking.outcome).toMatchObject({ code: 130 });
  });

  test.each([
    ['--no-input', ['--no-input'], {}],
    ['CI', [], { CI: '1' }],
  ])('error: with %s nothing is asked', async (_, flags, env) => {
    await using running = await server();
    await using home = await makeHome({ ...signedIn(running.url), ...env });
    for (const args of [['use'], ['agents', 'list'], ['init']]) {
      expect(await home.mi([...args, ...flags], { tty: true, raw: true })).toMatchObject({ code: 2 });
    }
  });

  test('error: an endpoint of the environment does not change a profile for another host', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    expect(await home.mi(['init', '--endpoint', 'https://elsewhere.example'])).toMatchObject({ code: 0 });
    expect(await home.mi(['use', 'acme'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('elsewhere'),
    });
  });
});

describe('mi init --office', () => {
  test('default: stores the id of a name', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    expect(await home.mi(['init', '--endpoint', running.url, '--office', 'acme'])).toMatchObject({ code: 0 });
    expect(await defaultOffice(home)).toBe(ID);
  });

  test('behavior: without an account or a connection, the office is stored unchecked, with a note', async () => {
    await using home = await makeHome();
    const signedOut = await home.mi(['init', '--endpoint', 'http://127.0.0.1:9', '--office', 'x']);
    expect(signedOut).toMatchObject({ code: 0, stderr: expect.stringContaining('not checked') });
    const away = await home.mi(['init', '--office', 'y'], {
      env: { MITOSIS_API_KEY: 'mi_canary_0123456789abcdef' },
    });
    expect(away).toMatchObject({ code: 0, stderr: expect.stringContaining('not checked') });
    expect(await defaultOffice(home)).toBe('y');
  });

  test('behavior: without --endpoint, the first profile gets the endpoint of the environment', async () => {
    await using running = await server();
    await using home = await makeHome(signedIn(running.url));
    const { code, stderr } = await home.mi(['init', '--office', 'acme']);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(running.url) });
    expect(await defaultOffice(home)).toBe(ID);
  });

  test('behavior: an endpoint of the environment that is not needed may be nonsense', async () => {
    await using home = await makeHome({ MITOSIS_ENDPOINT: 'nonsense' });
    expect(await home.mi(['init', '--office', 'x'])).toMatchObject({ code: 2 });
    expect(await home.mi(['init', '--endpoint', 'http://127.0.0.1:9'])).toMatchObject({ code: 0 });
    expect(await home.mi(['init', '--yes'])).toMatchObject({ code: 0 });
    expect(await home.mi(['init', '--office', 'x'])).toMatchObject({ code: 0 });
  });

  test('security: the key of the environment is not sent to the platform of another profile', async () => {
    await using running = await server();
    await using other = await server();
    await using home = await makeHome();
    await home.mi(['init', '--endpoint', other.url]);
    const { code, stderr } = await home.mi(['init', '--office', 'acme'], { env: signedIn(running.url) });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('not checked, because MITOSIS_ENDPOINT names another platform'),
    });
    expect([...running.seen, ...other.seen]).toEqual([]);
    expect(await defaultOffice(home)).toBe('acme');
  });
});
