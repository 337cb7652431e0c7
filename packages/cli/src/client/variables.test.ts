import { expect, test } from 'vitest';
import { platform } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { knowingPlatform } from '../../testing/signIn.ts';

const [ONE, TWO] = ['mi_one_0123456789abcdef', 'mi_two_0123456789abcdef'];
const OWNERS = { [ONE]: 'one', [TWO]: 'two' };

test.each([
  [{ MI_API_KEY: ONE }, ONE, 'MI_API_KEY'],
  [{ MITOSIS_API_KEY: ONE, MI_API_KEY: TWO }, ONE, 'MITOSIS_API_KEY'],
  [{ MITOSIS_API_KEY: '', MI_API_KEY: TWO }, TWO, 'MI_API_KEY'],
])('default: %j sign in with %s', async (variables, key, name) => {
  await using server = await knowingPlatform(OWNERS);
  await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, ...variables });
  const { code, stdout, stderr } = await home.mi(['whoami']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`key from: ${name}\n`) });
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${key}`]);
  expect(stderr).toContain(`note: ${name} is set: it overrides every stored key.\n`);
});

test.each(['MITOSIS_API_KEY', 'MI_API_KEY'])('behavior: %s overrides the stored key', async (name) => {
  await using server = await knowingPlatform(OWNERS);
  await using home = await makeHome();
  const signedIn = await home.mi(['login', '--endpoint', server.url, '--token', '-'], { stdin: ONE });
  expect(signedIn.code).toBe(0);
  server.seen.length = 0;
  await home.mi(['offices', 'list'], { env: { [name]: TWO } });
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TWO}`]);
  const { stderr } = await home.mi(['logout'], { env: { [name]: TWO } });
  expect(stderr).toContain(`note: ${name} is set and still signs you in.\n`);
});

test.each([
  [{ MI_OFFICE: 'a' }, 'a'],
  [{ MI_OFFICE_ID: 'a' }, 'a'],
  [{ MI_OFFICE: 'a', MI_OFFICE_ID: 'b' }, 'a'],
  [{ MITOSIS_OFFICE: 'a', MI_OFFICE: 'b', MI_OFFICE_ID: 'c' }, 'a'],
  [{ MITOSIS_OFFICE: '', MI_OFFICE: '', MI_OFFICE_ID: 'c' }, 'c'],
])('default: %j name the office %s', async (variables, id) => {
  await using server = await platform({
    [`GET /api/v1/offices/${id}/employees`]: [200, []],
    'GET /api/v1/offices/flag/employees': [200, []],
  });
  await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, MI_API_KEY: ONE, ...variables });
  expect(await home.mi(['agents', 'list'])).toMatchObject({ code: 0, stderr: '' });
  expect(await home.mi(['agents', 'list', '-o', 'flag'])).toMatchObject({ code: 0, stderr: '' });
  expect(server.seen.map(({ target }) => target)).toEqual([
    `/api/v1/offices/${id}/employees`,
    '/api/v1/offices/flag/employees',
  ]);
});

test.each(['MITOSIS_OFFICE', 'MI_OFFICE', 'MI_OFFICE_ID'])(
  'error: an office that is not there names its variable, %s',
  async (name) => {
    await using server = await platform({});
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, MI_API_KEY: ONE, [name]: 'gone' });
    const { code, stderr } = await home.mi(['agents', 'list']);
    expect(code).toBe(5);
    expect(stderr).toContain(`The office is the one in ${name}: \`mi offices list\` shows yours.\n`);
  },
);

test('behavior: whoami and auth list say which variables are ignored', async () => {
  await using server = await knowingPlatform(OWNERS);
  await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, MITOSIS_API_KEY: ONE });
  for (const command of [['whoami'], ['auth', 'list']]) {
    const differing = { MI_API_KEY: TWO, MITOSIS_OFFICE: 'a', MI_OFFICE: 'a', MI_OFFICE_ID: 'b' };
    const { stderr } = await home.mi(command, { env: differing });
    expect(stderr.split('\n').filter((line) => line.includes('is ignored'))).toEqual([
      'note: MI_API_KEY is ignored, because MITOSIS_API_KEY is set too, to another value.',
      'note: MI_OFFICE_ID is ignored, because MITOSIS_OFFICE is set too, to another value.',
    ]);
    expect((await home.mi(command, { env: { MI_API_KEY: ONE } })).stderr).not.toContain('is ignored');
  }
});

test.each(['MITOSIS_API_KEY', 'MI_API_KEY'])(
  'error: a key that is none names its variable: %s',
  async (name) => {
    await using home = await makeHome({ MITOSIS_ENDPOINT: 'http://127.0.0.1:9', [name]: 'mi_a\nmi_b' });
    const { code, stdout, stderr } = await home.mi(['offices', 'list']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`error: ${name} is not a Mitosis API key`);
    expect(stderr).not.toContain('mi_b');
  },
);
