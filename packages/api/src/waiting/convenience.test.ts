import { serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { describe, expect, test, vi } from 'vitest';
import { CreditsAPI } from '../groups/credits/CreditsAPI.ts';
import { EmployeesAPI } from '../groups/employees/EmployeesAPI.ts';
import { TasksAPI } from '../groups/tasks/TasksAPI.ts';
import { responseValidator } from '../runtime/responseValidator.ts';
import { AgentNotReadyError } from './AgentNotReadyError.ts';
import { WaitTimeoutError } from './WaitTimeoutError.ts';

const strict = responseValidator({ validate: 'strict' });
const agent = (phase: string) => ({
  name: 'aria',
  modelTier: 'sonnet',
  modelProvider: 'anthropic',
  status: { phase, ready: phase === 'ready', message: 'because' },
});
const task = (status: string) => ({
  id: 't1',
  office_id: 'o1',
  title: 'x',
  status,
  created_at: '2026-01-01T00:00:00Z',
});

/** A server that gives these answers, one a request, and the last one for ever. */
function answering(answers: readonly unknown[]) {
  let asked = 0;
  return serve((_, response) => response.end(JSON.stringify(answers[Math.min(asked++, answers.length - 1)])));
}

describe('waitUntilReady', () => {
  test('default: polls until the agent is ready', async () => {
    await using server = await answering([agent('provisioning'), agent('provisioning'), agent('ready')]);
    const employees = new EmployeesAPI(new Transport({ endpoint: server.url }), strict);
    expect(await employees.waitUntilReady('o1', 'aria')).toMatchObject({ status: { ready: true } });
    expect(server.seen).toHaveLength(3);
  });

  test.each(['failed', 'suspended', 'archived'])('error: stops waiting at once: %s', async (phase) => {
    await using server = await answering([agent('provisioning'), agent(phase)]);
    const call = new EmployeesAPI(new Transport({ endpoint: server.url }), strict).waitUntilReady(
      'o1',
      'aria',
    );
    await expect(call).rejects.toThrow(AgentNotReadyError);
    await expect(call).rejects.toMatchObject({
      code: 'agent_not_ready',
      phase,
      message: expect.stringContaining('because'),
    });
  });

  test('error: times out, also while a request hangs', async () => {
    await using server = await serve(() => undefined);
    const transport = new Transport({ endpoint: server.url, timeout: 3_000 });
    const waits = [
      new EmployeesAPI(transport, strict).waitUntilReady('o1', 'aria', { timeoutMs: 300 }),
      new TasksAPI(transport, strict).wait('o1', 't1', { timeoutMs: 300 }),
    ];
    for (const wait of await Promise.allSettled(waits)) {
      expect(wait).toMatchObject({ reason: { name: 'WaitTimeoutError', code: 'wait_timeout' } });
    }
  });

  test.each([-3.6e6, 3.6e6])('behavior: is not affected by a local clock change of %i ms', async (step) => {
    let asked = 0;
    const now = vi.spyOn(Date, 'now');
    try {
      await using server = await serve((_, response) => {
        const time = performance.timeOrigin + performance.now() + step;
        now.mockReturnValue(Math.floor(time));
        response.end(JSON.stringify(agent(asked++ < 2 ? 'provisioning' : 'ready')));
      });
      const employees = new EmployeesAPI(new Transport({ endpoint: server.url }));
      await employees.waitUntilReady('o1', 'aria', { timeoutMs: 60_000 });
      expect(asked).toBe(3);
    } finally {
      now.mockRestore();
    }
  });

  test('error: reports a timeout, an abort and a bad limit', async () => {
    await using server = await answering([agent('provisioning')]);
    const employees = new EmployeesAPI(new Transport({ endpoint: server.url }), strict);
    await expect(employees.waitUntilReady('o1', 'aria', { timeoutMs: 150 })).rejects.toThrow(
      WaitTimeoutError,
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 120);
    const aborted = employees.waitUntilReady('o1', 'aria', { timeoutMs: 0, signal: controller.signal });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortedError' });
    const asked = server.seen.length;
    await expect(employees.waitUntilReady('o1', 'aria', { timeoutMs: Number.NaN })).rejects.toMatchObject({
      argument: 'timeoutMs',
    });
    expect(server.seen).toHaveLength(asked);
  });
});

describe('tasks.wait', () => {
  test.each(['completed', 'failed'])('default: polls until the task is %s', async (status) => {
    await using server = await answering([task('queued'), task('running'), task(status)]);
    expect(
      await new TasksAPI(new Transport({ endpoint: server.url }), strict).wait('o1', 't1'),
    ).toMatchObject({
      status,
    });
    expect(server.seen).toHaveLength(3);
  });

  test.each(['done', 'cancelled'])('behavior: stops waiting for a task that is %s', async (status) => {
    await using server = await answering([task('queued'), task(status)]);
    const waiting = new TasksAPI(new Transport({ endpoint: server.url }), strict).wait('o1', 't1');
    expect(await waiting).toMatchObject({ status });
  });

  /** A task that is never done, and the state of its agent. */
  const stuck = (agentAnswer: [status: number, body: unknown]) =>
    serve((request, response) => {
      const isTask = request.url?.includes('/tasks/');
      const [status, body] = isTask ? [200, { ...task('running'), assigned_to: 'aria' }] : agentAnswer;
      response.writeHead(status).end(JSON.stringify(body));
    });

  test.each<[phase: string, status: number, body: unknown]>([
    ['suspended', 200, agent('suspended')],
    ['failed', 200, agent('failed')],
    ['archived', 200, agent('archived')],
    ['gone', 404, { error: 'no such agent' }],
  ])('error: stops waiting when the agent is %s', async (phase, status, body) => {
    await using server = await stuck([status, body]);
    const waiting = new TasksAPI(new Transport({ endpoint: server.url }), strict).wait('o1', 't1', {
      timeoutMs: 0,
    });
    const error: unknown = await waiting.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AgentNotReadyError);
    expect(error).toMatchObject({ phase, message: expect.stringContaining('Task t1 will not be done') });
  });

  test('behavior: keeps waiting for an agent that cannot be read, or is getting ready', async () => {
    for (const answer of [[403, { error: 'no' }] as const, [200, agent('provisioning')] as const]) {
      await using server = await stuck([...answer]);
      const waiting = new TasksAPI(new Transport({ endpoint: server.url }), strict).wait('o1', 't1', {
        timeoutMs: 1_000,
      });
      await expect(waiting).rejects.toThrow(WaitTimeoutError);
      expect(server.seen.some(({ target }) => target.endsWith('/employees/aria'))).toBe(true);
    }
  });

  test('error: throws for an unknown task', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(404).end('{"error":"no such task"}'),
    );
    await expect(
      new TasksAPI(new Transport({ endpoint: server.url }), strict).wait('o1', 't1'),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe('paged lists', () => {
  const entry = (id: number) => ({
    id: `e${id}`,
    office_id: 'o1',
    amount: 1,
    balance_after: id,
    reason: 'r',
    created_at: '2026-01-01T00:00:00Z',
  });

  /** A ledger, newest first, to which `grow` adds while it is read. */
  function ledger(size: number, grow = 0) {
    let newest = size;
    return serve((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://x');
      const all = Array.from({ length: newest }, (_, index) => entry(newest - index));
      const offset = Number(searchParams.get('offset') ?? 0);
      response.end(JSON.stringify(all.slice(offset, offset + Number(searchParams.get('limit') ?? 20))));
      newest += grow;
    });
  }

  test('default: return one page when awaited, and everything when iterated', async () => {
    await using server = await ledger(45);
    const credits = new CreditsAPI(new Transport({ endpoint: server.url }), strict);
    expect(await credits.history('o1')).toHaveLength(20);
    expect(server.seen.map(({ target }) => target)).toEqual(['/api/v1/offices/o1/credits/history']);
    const ids = [];
    for await (const { id } of credits.history('o1', { limit: 10 })) ids.push(id);
    expect(ids).toEqual(Array.from({ length: 45 }, (_, index) => `e${45 - index}`));
  });

  test('behavior: fetch pages lazily', async () => {
    await using server = await ledger(45);
    const iterated = new CreditsAPI(new Transport({ endpoint: server.url }), strict).history('o1', {
      limit: 10,
      offset: 5,
    });
    for await (const { id } of iterated) if (id === 'e35') break;
    expect(server.seen.map(({ target }) => target.split('?')[1])).toEqual(['limit=10&offset=5']);
  });

  test('behavior: yield no entry twice when new ones shift the pages', async () => {
    await using server = await ledger(60, 3);
    const ids: string[] = [];
    for await (const { id } of new CreditsAPI(new Transport({ endpoint: server.url }), strict).history('o1', {
      limit: 10,
    }))
      ids.push(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Array.from({ length: 60 }, (_, index) => `e${index + 1}`)));
  });

  test('behavior: end when the server ignores `offset`', async () => {
    await using server = await answering([[entry(2), entry(1)]]);
    const ids = [];
    for await (const { id } of new CreditsAPI(new Transport({ endpoint: server.url }), strict).history('o1'))
      ids.push(id);
    expect(ids).toEqual(['e2', 'e1']);
  });

  test('behavior: yield all entries without an id, and end', async () => {
    // Not what the contract says: nothing checks these answers.
    const { id, ...nameless } = entry(1);
    const pages = [[nameless, { ...nameless, id: null }, nameless], [entry(2), nameless], []];
    await using server = await answering(pages);
    const given = [];
    for await (const one of new CreditsAPI(new Transport({ endpoint: server.url })).history('o1'))
      given.push(one);
    expect(given).toEqual(pages.flat());
    await using deaf = await answering([[nameless, { ...nameless, amount: 2 }]]);
    let count = 0;
    for await (const _ of new CreditsAPI(new Transport({ endpoint: deaf.url })).history('o1')) count++;
    expect([id, count, deaf.seen.length]).toEqual(['e1', 2, 2]);
  });

  test('error: throw the error of a page', async () => {
    let asked = 0;
    await using server = await serve((_, response) =>
      asked++ === 0
        ? response.end(JSON.stringify([entry(1)]))
        : response.writeHead(403).end('{"error":"no"}'),
    );
    const credits = new CreditsAPI(new Transport({ endpoint: server.url }), strict);
    const loop = async () => {
      for await (const { id } of credits.history('o1')) expect(id).toBe('e1');
    };
    await expect(loop()).rejects.toMatchObject({ status: 403 });
  });
});

describe('followLogs', () => {
  test('default: yields the last lines, then new ones, until aborted', async () => {
    const log = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    await using server = await serve((request, response) => {
      const tail = Number(new URL(request.url ?? '', 'http://x').searchParams.get('tail'));
      response.end(JSON.stringify({ logs: `${log.slice(-tail).join('\n')}\n`, pod: 'p' }));
      log.push(`line ${log.length}`, 'tick', 'tick');
    });
    const employees = new EmployeesAPI(new Transport({ endpoint: server.url }), strict);
    const controller = new AbortController();
    const lines: string[] = [];
    const follow = async () => {
      const options = { tail: 2, pollIntervalMs: 5, signal: controller.signal };
      for await (const line of employees.followLogs('o1', 'aria', options)) {
        lines.push(line);
        if (lines.length === 8) controller.abort();
      }
    };
    await expect(follow()).rejects.toMatchObject({ name: 'AbortedError' });
    expect(lines).toEqual(['line 28', 'line 29', 'line 30', 'tick', 'tick', 'line 33', 'tick', 'tick']);
  });

  test('behavior: yields as many existing lines as requested', async () => {
    const log = Array.from({ length: 9_000 }, (_, index) => `line ${index}`);
    await using server = await serve((request, response) => {
      const tail = Number(new URL(request.url ?? '', 'http://x').searchParams.get('tail'));
      response.end(JSON.stringify({ logs: `${log.slice(-tail).join('\n')}\n`, pod: 'p' }));
    });
    const employees = new EmployeesAPI(new Transport({ endpoint: server.url }), strict);
    for (const tail of [2_000, 7_000]) {
      const lines: string[] = [];
      for await (const line of employees.followLogs('o1', 'aria', { tail })) {
        if (lines.push(line) === tail) break;
      }
      expect([lines[0], lines.at(-1)]).toEqual([`line ${9_000 - tail}`, 'line 8999']);
    }
  });

  test.each([
    ['tail', [Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY, '5', null]],
    ['pollIntervalMs', [Number.NaN, -1, 2 ** 31, Number.POSITIVE_INFINITY, '5', null]],
  ])('error: refuses a bad %s and sends nothing', async (argument, values) => {
    await using server = await answering([{ logs: '', pod: 'p' }]);
    const employees = new EmployeesAPI(new Transport({ endpoint: server.url }), strict);
    for (const value of values) {
      const lines = employees.followLogs('o1', 'aria', { [argument]: value });
      await expect(lines.next(), String(value)).rejects.toMatchObject({ code: 'invalid_argument', argument });
    }
    expect(server.seen).toEqual([]);
  });
});
