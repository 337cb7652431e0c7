import { expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

const AGENT = {
  name: 'agents',
  modelTier: 'sonnet',
  modelProvider: 'anthropic',
  skills: [],
  status: { phase: 'running', ready: true },
};

/** Runs a command against a platform with an office and an agent. */
async function mi(args: string[]) {
  await using server = await platform({
    'GET /api/v1/offices': [200, [office('acme', 'o1')]],
    'GET /api/v1/offices/o1/employees': [200, []],
    'GET /api/v1/offices/offices/employees': [200, []],
    'GET /api/v1/offices/o1/employees/agents': [200, AGENT],
    'POST /api/offices/o1/employees': [201, AGENT],
  });
  await using home = await makeHome(signedIn(server.url));
  const outcome = await home.mi(args);
  // Commands search the list of offices for a name.
  return { ...outcome, seen: [server.seen.at(-1)?.target].filter(Boolean) };
}

test.each<[args: string[], target: string]>([
  [['--json', 'offices', 'list'], '/api/v1/offices'],
  [['offices', '--json', 'list'], '/api/v1/offices'],
  [['--no-json', 'offices', '--json', 'list'], '/api/v1/offices'],
  [['--jq', '.[].id', 'offices', 'list'], '/api/v1/offices'],
  [['-o', 'o1', 'agents', 'list'], '/api/v1/offices/o1/employees'],
  [['-oo1', 'agents', 'list'], '/api/v1/offices/o1/employees'],
  [['--office=o1', 'agents', 'list'], '/api/v1/offices/o1/employees'],
  [['agents', '-o', 'o1', 'list'], '/api/v1/offices/o1/employees'],
  [['-o', 'offices', 'agents', 'list'], '/api/v1/offices/offices/employees'],
  [['--json', '-o', 'o1', 'agents', '--json', 'list'], '/api/v1/offices/o1/employees'],
  [['--json', 'agents', 'get', 'o1', 'agents'], '/api/v1/offices/o1/employees/agents'],
  [['-n', 'agents', '-o', 'o1', 'agents', 'hire'], '/api/offices/o1/employees'],
  [['agents', 'hire', '-nagents', '-oo1'], '/api/offices/o1/employees'],
])('default: mi %j', async (args, target) => {
  const { code, seen, stderr } = await mi(args);
  expect({ code, seen, stderr }).toEqual({ code: 0, seen: [target], stderr: '' });
});

test.each([
  [['--json', 'offices', 'list', '--help'], 'usage: mi offices list'],
  [['--help', 'offices', 'list'], 'usage: mi offices list'],
  [['-h', '--json', 'offices'], 'usage: mi offices <command>'],
  [['offices', '--help', 'list'], 'usage: mi offices list'],
  [['offices', '--help'], 'usage: mi offices <command>'],
  [['--json', '--help'], 'usage: mi <command>'],
])('behavior: help may be asked for anywhere: mi %j', async (args, usage) => {
  expect(await mi(args)).toMatchObject({ code: 0, stdout: expect.stringContaining(usage), seen: [] });
});

test('behavior: a value that is the name of a command is a value', async () => {
  const { code, stderr } = await mi(['--profile', 'dev', 'offices', 'list']);
  expect({ code, stderr }).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('there is no profile dev'),
  });
});

test('behavior: words after -- are not part of the command', async () => {
  expect(await mi(['--json', '--', 'offices', 'list'])).toMatchObject({ code: 2, seen: [] });
});
