import { expect, test } from 'vitest';
import { platform, signedIn } from '../../../testing/platform.ts';
import { makeHome } from '../../../testing/runMi.ts';

const TASK = { id: 't1', office_id: 'o1', title: 'x', created_at: '2026-01-02T03:04:05Z' };

function server(task: object) {
  return platform({
    'POST /api/v1/offices/o1/tasks': [201, { ...TASK, status: 'queued' }],
    'GET /api/v1/offices/o1/tasks/t1': [200, { ...TASK, ...task }],
  });
}

const WAITS = [
  ['tasks', 'create', '-o', 'o1', '-t', 'x', '--wait'],
  ['tasks', 'wait', 'o1', 't1'],
];

test.each(
  WAITS.flatMap((args) => [
    {
      args,
      task: { status: 'failed', error: 'no invoices' },
      message: 'task t1 ended as failed: no invoices',
      hint: 'mi tasks get o1 t1',
    },
    {
      args,
      task: { status: 'failed', assigned_to: 'aria' },
      message: 'task t1 ended as failed: the platform gives no reason',
      hint: 'mi agents logs o1 aria',
    },
  ]),
)('error: mi $args says why a task failed: $task', async ({ args, task, message, hint }) => {
  await using running = await server(task);
  await using home = await makeHome(signedIn(running.url));
  const { code, stdout, stderr } = await home.mi(args);
  expect({ code, first: stderr.split('\n')[0] }).toEqual({ code: 1, first: `error: ${message}` });
  expect(stderr).toContain(hint);
  expect(stdout).toContain('status\tfailed');
  const json = await home.mi([...args, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject(task);
  expect(JSON.parse(json.stderr).error).toMatchObject({ code: 'task_failed', message, exitCode: 1 });
});

test.each(WAITS)('default: mi %s %s ends well with a completed task', async (...args) => {
  await using running = await server({ status: 'completed', result: 'done' });
  await using home = await makeHome(signedIn(running.url));
  const outcome = await home.mi(args);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
});
