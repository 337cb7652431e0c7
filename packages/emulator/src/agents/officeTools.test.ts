import { type AgentMemory, officeTools } from '@mitosislabs/agent';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { describe, expect, test } from 'vitest';
import { answersOf, memory, officeWith, run, say, until, world } from '../testing/agents.ts';
import { ended, give, type Step, scripted, steps } from '../testing/scripted.ts';

const textOf = async (id: string, file: string) => (await world.owner.files.download(id, file)).text();

describe('files', () => {
  test('default: reads, writes and lists files, and shows each step in the activity', async () => {
    const id = await officeWith(['aria']);
    await world.owner.files.upload(id, 'q1.csv', new TextEncoder().encode('revenue,7\n'));
    const { brain, results } = scripted(
      ['list_files', 'read_file', 'write_file'],
      steps(
        [{ name: 'list_files' }],
        [{ name: 'read_file', input: { name: 'q1.csv' } }],
        [{ name: 'write_file', input: { name: 'report.md', content: '# Report\nRevenue: 7 ☀\n' } }],
        'The report is in report.md.',
      ),
    );
    run(id, 'aria', { brain });
    const done = await ended(id, await give(id, 'Report on Q1'));
    expect(done.result).toBe('The report is in report.md.');
    expect(results).toEqual([
      expect.stringMatching(/^q1\.csv \(10, /),
      'revenue,7\n',
      'Wrote report.md: 24 bytes.',
    ]);
    expect(await textOf(id, 'report.md')).toBe('# Report\nRevenue: 7 ☀\n');
    const activity = await world.owner.employees.activity(id, 'aria', { limit: 100, category: 'task' });
    const logged = activity.map(({ type, summary }) => `${type}: ${summary}`);
    expect(logged).toEqual(
      expect.arrayContaining([
        'tool: reading q1.csv …',
        'tool_result: read_file: revenue,7',
        'tool: writing report.md …',
        'tool_result: write_file: Wrote report.md: 24 bytes.',
      ]),
    );
  });

  test('error: what the platform refuses becomes a result', async () => {
    const id = await officeWith(['aria']);
    await world.owner.files.upload(id, 'salaries.md', new TextEncoder().encode('secret'));
    await world.owner.files.setPermissions(id, 'salaries.md', { agent_name: 'aria', access: 'none' });
    await world.owner.files.upload(id, 'logo.png', new Uint8Array([0x89, 0x50, 0xff, 0]));
    await world.owner.files.upload(id, 'long.txt', new TextEncoder().encode('0123456789'.repeat(2_000)));
    const names = ['salaries.md', 'none.md', 'logo.png', '../x', 'long.txt'];
    const { brain, results } = scripted(
      ['read_file', 'write_file'],
      steps(
        names.map((name) => ({ name: 'read_file', input: { name } })),
        [
          { name: 'read_file', input: { name: 'long.txt', from: '16000' } },
          { name: 'write_file', input: { name: 'salaries.md', content: 'x' } },
          { name: 'write_file', input: { name: '_changes', content: 'x' } },
          { name: 'list_files' },
        ],
      ),
    );
    run(id, 'aria', { brain });
    expect(await ended(id, await give(id, 'Look'))).toMatchObject({ status: 'completed', result: 'Done.' });
    expect(results).toEqual([
      expect.stringMatching(/^Error \(file_forbidden\): .*aria may not read salaries\.md/),
      expect.stringMatching(/^Error \(not_found\)/),
      expect.stringMatching(/logo\.png is not a text/),
      expect.stringMatching(/^Error/),
      expect.stringMatching(/\[… 4000 more characters: read from 16000\]$/),
      '0123456789'.repeat(400),
      expect.stringMatching(/^Error \(file_forbidden\)/),
      expect.stringMatching(/^Error \(invalid_argument\)/),
      // A tool that was not allowed is not there.
      expect.stringMatching(/no tool "list_files"/),
    ]);
    expect(await textOf(id, 'salaries.md')).toBe('secret');
  });
});

describe('tasks', () => {
  test('behavior: an agent creates a task for another one, and reads its result', async () => {
    const id = await officeWith(['aria', 'bo']);
    run(id, 'bo', { onTask: ({ title, description }) => `${title}: ${description} is blue` });
    const { brain } = scripted(['create_task', 'read_task', 'list_tasks'], async (round, results) => {
      if (round === 0) {
        const input = { title: 'Find out', description: 'the sky', assigned_to: 'bo' };
        return [{ name: 'create_task', input }];
      }
      const task = /task (\S+) for bo/.exec(results[0] ?? '')?.[1] ?? '';
      if (round === 1) {
        await ended(id, task);
        return [
          { name: 'read_task', input: { id: task } },
          { name: 'list_tasks', input: { assigned_to: 'bo' } },
        ];
      }
      return `bo says ${JSON.parse(results[1] ?? '{}').result}; ${results[2]}`;
    });
    run(id, 'aria', { brain });
    const { result } = await ended(id, await give(id, 'Ask bo'));
    expect(result).toMatch(
      /^bo says Find out: the sky is blue; \[\{"id":.*"status":"completed","agent":"bo"\}\]$/,
    );
  });

  test('behavior: two agents hand a task over, and it ends once', async () => {
    const id = await officeWith(['aria', 'bo']);
    const researcher = scripted(
      ['write_file', 'hand_on_task'],
      steps(
        [{ name: 'write_file', input: { name: 'facts.md', content: 'Seven.' } }],
        [{ name: 'hand_on_task', input: { agent: 'bo', reason: 'the facts are in facts.md' } }],
        'This must not become the result.',
      ),
    );
    const writer = scripted(['read_file'], (round, results) =>
      round === 0 ? [{ name: 'read_file', input: { name: 'facts.md' } }] : `It is ${results[0]}`,
    );
    run(id, 'aria', { brain: researcher.brain });
    run(id, 'bo', { brain: writer.brain });
    const task = await give(id, 'How many?');
    expect(await ended(id, task)).toMatchObject({
      status: 'completed',
      result: 'It is Seven.',
      assigned_to: 'bo',
    });
    expect([researcher.rounds(), writer.rounds()]).toEqual([2, 2]);
    const activity = await world.owner.employees.activity(id, 'aria', { limit: 100 });
    expect(activity.map(({ summary }) => summary)).toContain(
      'handing the task on to bo: the facts are in facts.md …',
    );
  });

  test('behavior: agents that hand a task to and fro stop, and one of them does it', async () => {
    const id = await officeWith(['aria', 'bo']);
    const pass = (agent: string) =>
      scripted(['hand_on_task'], (_, results) =>
        results.length > 0 ? `I did it: ${results[0]}` : [{ name: 'hand_on_task', input: { agent } }],
      );
    run(id, 'aria', { brain: pass('bo').brain });
    run(id, 'bo', { brain: pass('aria').brain });
    const { status, result } = await ended(id, await give(id, 'Hot potato'));
    expect([status, result]).toEqual([
      'completed',
      expect.stringMatching(/^I did it: .*handed_on_too_often/),
    ]);
  });

  test('error: a task is not handed to the agent itself, to a stranger, or while a message is answered', async () => {
    const id = await officeWith(['aria']);
    const { brain, results } = scripted(
      ['hand_on_task'],
      steps(
        [
          { name: 'hand_on_task', input: { agent: 'aria' } },
          { name: 'hand_on_task', input: { agent: 'cleo' } },
        ],
        'I keep it.',
        [{ name: 'hand_on_task', input: { agent: 'bo' } }],
        'No.',
      ),
    );
    run(id, 'aria', { brain });
    expect((await ended(id, await give(id, 'Mine'))).result).toBe('I keep it.');
    expect(results).toEqual([
      expect.stringMatching(/another agent/),
      expect.stringMatching(/^Error \(not_found\)/),
    ]);
    await world.owner.xmtp.sendToConversation(id, 'aria', say('hand it on'));
    await until(
      () => answersOf(id, 'aria'),
      (answers) => answers.includes('No.'),
    );
    expect(results).toEqual([expect.stringMatching(/no_task/)]);
  });

  test('behavior: a task is created once when the response is lost, and the server honours keys', async () => {
    let drops = 0;
    const id = await officeWith(['aria'], {
      faults: ({ method, target }) =>
        method === 'POST' && target.endsWith('/tasks') && ++drops === 2 ? 'drop' : undefined,
    });
    const create = { name: 'create_task', input: { title: 'Once' } };
    const { brain } = scripted(['create_task'], steps([create]));
    run(id, 'aria', { brain }, { client: { idempotencyKeys: true } });
    await ended(id, await give(id, 'Create'));
    const list = await world.owner.tasks.list(id);
    expect(list.filter(({ title }) => title === 'Once')).toHaveLength(1);
  });

  test('behavior: no call is made again after a restart in the middle of a task', async () => {
    const id = await officeWith(['aria']);
    const kept: AgentMemory = memory();
    let isStuck: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => {
      isStuck = resolve;
    });
    const create = (title: string) => [{ name: 'create_task', input: { title, assigned_to: 'aria' } }];
    const before = scripted(['create_task'], async (round) => {
      if (round < 2) return create(`Part ${round}`);
      isStuck();
      return new Promise<Step>(() => undefined);
    });
    const first = run(id, 'aria', { brain: before.brain }, { memory: kept, graceMs: 0 });
    const task = await give(id, 'Split');
    await stuck;
    first.abort.abort();
    await first.ended;
    const after = scripted(['create_task'], (_, results) => `Continued after: ${results.length}`);
    run(id, 'aria', { brain: after.brain }, { memory: kept });
    expect((await ended(id, task)).result).toBe('Continued after: 2');
    const titles = (await world.owner.tasks.list(id)).map(({ title }) => title);
    expect(titles.sort()).toEqual(['Part 0', 'Part 1', 'Split']);
  });
});

test('behavior: a client that streams sees each step, and then the answer', async () => {
  const id = await officeWith(['aria']);
  await world.owner.files.upload(id, 'q1.csv', new TextEncoder().encode('7'));
  let isSeen: () => void = () => undefined;
  const seen = new Promise<void>((resolve) => {
    isSeen = resolve;
  });
  const { brain } = scripted(['read_file'], async (round) => {
    if (round % 2 === 0) return [{ name: 'read_file', input: { name: 'q1.csv' } }];
    // On a busy machine, the frame of a step may be given up: it is asked again then.
    await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 5_000))]);
    return 'It is 7.';
  });
  run(id, 'aria', { brain });
  const channel = new XMTPChannel(world.owner.xmtp);
  const session = await channel.openSession(id, 'aria', { streaming: true });
  await session.send('How much?');
  const steps: (string | undefined)[] = [];
  for await (const answer of session.answers()) {
    for await (const _ of answer) {
      if (answer.step === undefined) continue;
      steps.push(answer.step);
      isSeen();
    }
    expect((await answer.message())?.content).toBe('It is 7.');
    if (steps.length > 0) break;
    await session.send('How much?');
  }
  expect(steps).toEqual(['reading q1.csv …']);
  await channel.closeAll();
});

test('error: refuses unknown tools, and a list that is none', () => {
  for (const allow of [['delete_office'], ['toString'], 'read_file', undefined]) {
    expect(() => officeTools({ allow: allow as never })).toThrow(
      expect.objectContaining({ code: 'invalid_argument', argument: 'allow' }),
    );
  }
  expect(officeTools({ allow: ['read_file', 'read_file'] })).toHaveLength(1);
});
