import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mi } from '../e2e/mi.ts';
import { type Home, setUp } from './setUp.ts';

// The command lines of the reference client's README, in one home folder, in this order.
/** Says what was done on standard error only. */
const NOTHING = /^$/;
const LINES: [line: string, expected: RegExp][] = [
  ['mi --help', /offices list/],
  ['mi whoami', /^logged in as user-.*@example\.com \(API key mi_/],
  ['mi offices list', /acme/],
  ['mi agents list --office <office>', /^aria\t/],
  ['mi agents hire --office <office> --name nova --role researcher --model sonnet', /nova/],
  ['mi tasks create --office <office> --title "Audit Q1 revenue" --assign aria', /Audit Q1 revenue/],
  ['mi colonies create -n hello-text', /"existing":true/],
  ['mi colonies create -n hello-text --force', /"name":"hello-text"/],
  ['mi offices create -n third -u <user> --force', /"name":"third"/],
  ['mi keys generate -o <office> -a nova', /04[0-9a-f]{128}/],
  ['mi keys list -o <office>', /nova/],
  ['mi keys pubkey -o <office> -a nova', /^04[0-9a-f]{128}\n$/],
  ['mi offices status <office>', /ready/],
  ['mi agents get <office> nova', /nova/],
  ['mi agents logs <office> aria -t 5', /./],
  ['mi agents logs <office> aria --tail 5', /./],
  ['mi agents activity <office> aria -l 10 -c lifecycle', /lifecycle/],
  ['mi agents activity <office> aria --limit 10 --category lifecycle', /lifecycle/],
  ['mi send <office> aria "hello there"', NOTHING],
  ['mi tasks list -o <office>', /Audit Q1 revenue/],
  ['mi tasks create -o <office> -t Triage -d "All of it" -k general -a aria', /Triage/],
  ['mi tasks stats -o <office>', /^total\t2/m],
  ['mi files upload <office> report.md', NOTHING],
  ['mi files upload <office> report.md -n renamed.md', NOTHING],
  ['mi files ls -o <office>', /renamed\.md/],
  ['mi files download <office> renamed.md', NOTHING],
  ['mi files download <office> renamed.md -o other.md', NOTHING],
  ['mi credits balance -o <office>', /\d/],
  ['mi credits add -o <office> -a 100 -r topup', /\d/],
  ['mi api GET /api/v1/offices', /"name":"acme"/],
  [`mi api POST /api/v1/offices/<office>/tasks -d '{"title":"By hand"}'`, /"title":"By hand"/],
  ['mi api GET /api/v1/offices/<office>/tasks --agent aria --office <office>', /By hand/],
  ['mi agents fire <office> nova', NOTHING],
  ['mi init --endpoint <endpoint>', NOTHING],
];

describe.each(['text', 'json'])('MI_OUTPUT=%s', (MI_OUTPUT) => {
  let emulator: Emulator;
  let home: Home;

  beforeAll(async () => {
    emulator = await startEmulator({ readyAfterMs: 50 });
    home = await setUp(emulator);
    await writeFile(join(home.path, 'report.md'), '# Report\n');
  });
  afterAll(async () => {
    await emulator?.close();
    await home?.[Symbol.asyncDispose]();
  });

  /** Runs a command line, with the ids that a reader fills in. */
  async function runLine(
    line: string,
    input = '',
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const filled = line.replaceAll('<office>', home.office).replaceAll('<user>', home.env['USER_ID'] ?? '');
    const words = [...filled.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
    return mi(words.slice(1), { home: home.path, input, env: { MI_OUTPUT } });
  }

  test.sequential.each(LINES)('default: %s', async (line, expected) => {
    const { code, stdout, stderr } = await runLine(line.replace('<endpoint>', emulator.endpoint));
    if (MI_OUTPUT === 'text' || line === 'mi --help')
      expect({ line, code, stdout, stderr }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(expected),
      });
    else expect({ line, code, json: typeof JSON.parse(stdout) }).toEqual({ line, code: 0, json: 'object' });
  });

  test('default: mi login --token -, then mi chat', async () => {
    const { endpoint } = emulator;
    const login = await mi(
      ['login', '--endpoint', endpoint, '--dashboard', emulator.dashboardEndpoint, '--token', '-'],
      {
        home: home.path,
        input: home.env['API_KEY'] ?? '',
      },
    );
    expect(login).toMatchObject({ code: 0 });
    expect(await runLine('mi chat <office> aria', 'hello\n')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('You said: hello'),
    });
  });

  test('default: mi offices delete asks before it deletes', async () => {
    const refused = await runLine('mi offices delete <office>');
    expect(refused.code).toBe(10);
    expect(refused.stderr).toContain('--yes');
    expect(await runLine('mi offices delete <office> --yes')).toMatchObject({ code: 0 });
  });
});
