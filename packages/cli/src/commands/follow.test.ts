import { OfficesAPI, TasksAPI } from '@mitosislabs/api';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../testing/runMi.ts';

let emulator: Emulator;
let home: Home;
let office: string;
let transport: Transport;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 5, brain: 'none' });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  office = (await new OfficesAPI(transport).create({ name: 'acme', forceCreate: true })).id;
  await new EmployeesAPI(transport).hire(office, { name: 'aria' });
  home = await makeHome({ ...ownerOf(emulator), MITOSIS_OFFICE: office });
});
afterAll(async () => {
  await home?.[Symbol.asyncDispose]();
  await emulator?.close();
});

test.each([
  [['events', '--follow'], /^\S.*\ttask\t.*follow-1/m, 'follow-1'],
  [['events', 'list', '-f', '--json'], /^\{.*"type":"task".*follow-2.*\}$/m, 'follow-2'],
])(
  'default: mi %j prints each event once as it comes, until it is interrupted',
  async (args, pattern, title) => {
    const running = home.start([...args, '--interval', '1']);
    // The list at the beginning has the agent.
    await running.until(/aria/);
    await new TasksAPI(transport).create(office, { title });
    await running.until(pattern);
    running.interrupt();
    const { code, stdout, stderr } = await running.outcome;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout.split(title)).toHaveLength(2);
    if (args.includes('--json')) {
      for (const line of stdout.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    }
  },
);

test('default: mi agents logs --follow prints new lines, --json a document for each', async () => {
  const plain = home.start(['agents', 'logs', 'aria', '--follow']);
  const json = home.start(['agents', 'logs', 'aria', '-f', '--json', '-o', office]);
  await Promise.all([plain.until(/\n/), json.until(/\n/)]);
  await new EmployeesAPI(transport).logStatusEvent(office, 'aria', { type: 'note', message: 'tuned in' });
  await Promise.all([plain.until(/tuned in\n/), json.until(/tuned in"\}\n/)]);
  for (const running of [plain, json]) {
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 130, stderr: '' });
  }
  for (const line of (await json.outcome).stdout.trimEnd().split('\n')) {
    expect(Object.keys(JSON.parse(line))).toEqual(['line']);
  }
});

test('default: mi tasks wait shows the task when it is done; one that failed exits 1', async () => {
  const tasks = new TasksAPI(transport);
  for (const [status, code] of [
    ['completed', 0],
    ['failed', 1],
  ] as const) {
    const { id } = await tasks.create(office, { title: 'Audit', assigned_to: 'aria' });
    const waiting = home.mi(['tasks', 'wait', id, '--json']);
    await tasks.update(office, id, { status: 'running' });
    await tasks.update(office, id, { status, result: 'All in.', error: 'None came.' });
    const outcome = await waiting;
    expect(outcome.code).toBe(code);
    if (code === 0) expect(outcome.stderr).toBe('');
    else expect(JSON.parse(outcome.stderr).error).toMatchObject({ code: 'task_failed' });
    expect(JSON.parse(outcome.stdout)).toMatchObject({ id, status });
  }
  expect(await home.mi(['tasks', 'wait', 'nothing'])).toMatchObject({
    code: 5,
    stderr: expect.stringMatching(/^error: (?!.* exists).*nothing/),
  });
});
