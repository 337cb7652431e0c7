import { setTimeout as sleep } from 'node:timers/promises';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../testing/runMi.ts';

let emulator: Emulator;
let home: Home;
let office: string;
let offices: OfficesAPI;
let employees: EmployeesAPI;
let tasks: TasksAPI;

beforeAll(async () => {
  // No agent gets ready by itself.
  emulator = await startEmulator({ readyAfterMs: 3_600_000, brain: 'none' });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  offices = new OfficesAPI(transport);
  employees = new EmployeesAPI(transport);
  tasks = new TasksAPI(transport);
  home = await makeHome(ownerOf(emulator));
});
afterAll(async () => {
  await home?.[Symbol.asyncDispose]();
  await emulator?.close();
});

/** Polls until there is a result. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await sleep(20);
  }
}

describe('a wait that can no longer succeed', () => {
  const ends: [string, (name: string) => Promise<unknown>, number, RegExp][] = [
    ['suspended', (name) => employees.lifecycle(office, name, 'suspend'), 1, /it is suspended/],
    ['archived', (name) => employees.archive(office, name), 1, /it is archived/],
    ['suspended with its office', () => offices.suspend(office), 1, /it is suspended/],
    ['fired', (name) => employees.delete(office, name), 5, /no agent named aria/],
  ];

  test.each(ends)('error: mi agents hire --wait: the agent is %s meanwhile', async (_, end, code, reason) => {
    office = (await offices.create({ name: 'acme', forceCreate: true })).id;
    const run = home.mi(['agents', 'hire', '-o', office, '-n', 'aria', '--wait']);
    await until(() => employees.get(office, 'aria'));
    await end('aria');
    const outcome = await run;
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(/^error: aria was hired, but waiting cannot succeed: /);
    expect(outcome.stderr).toMatch(reason);
    expect(outcome.stderr).toContain(`mi agents get ${office} aria`);
  });

  test.each(ends)('error: mi tasks create --wait: its agent is %s meanwhile', async (_, end) => {
    office = (await offices.create({ name: 'acme', forceCreate: true })).id;
    await employees.hire(office, { name: 'aria' });
    const run = home.mi(['tasks', 'create', '-o', office, '-t', 'x', '-a', 'aria', '--wait']);
    await until(async () => (await tasks.list(office))[0]);
    await end('aria');
    const outcome = await run;
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/^error: task \S+ was created, but waiting cannot succeed: /);
  });
});
