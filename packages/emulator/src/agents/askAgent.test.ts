import { officeTools, type Tool } from '@mitosislabs/agent';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { expect, test } from 'vitest';
import { officeWith, run, until, world } from '../testing/agents.ts';
import { ended, give, scripted, steps } from '../testing/scripted.ts';

test('behavior: asks another agent, lists agents and groups, and says something in a group', async () => {
  const id = await officeWith(['aria', 'bo']);
  await world.owner.xmtp.createGroup(id, { name: 'team', members: ['aria', 'bo'] });
  await world.owner.xmtp.createGroup(id, { name: 'others', members: ['bo'] });
  run(id, 'bo', { onMessage: ({ content }, reply) => reply.send(`bo on “${content}”`) });
  const { brain, results } = scripted(
    ['ask_agent', 'list_agents', 'list_groups', 'say_in_group'],
    steps(
      [
        { name: 'ask_agent', input: { agent: 'bo', question: 'one?' } },
        { name: 'ask_agent', input: { agent: 'bo', question: 'two?' } },
        { name: 'list_agents' },
        { name: 'list_groups' },
      ],
      [
        { name: 'say_in_group', input: { group: 'team', text: 'Hello, team.' } },
        { name: 'say_in_group', input: { group: 'others', text: 'Hello?' } },
        { name: 'ask_agent', input: { agent: 'aria', question: 'me?' } },
        { name: 'ask_agent', input: { agent: 'cleo', question: '?' } },
      ],
    ),
  );
  run(id, 'aria', { brain });
  expect(await ended(id, await give(id, 'Talk'))).toMatchObject({ result: 'Done.' });
  expect(results).toEqual([
    'bo on “one?”',
    'bo on “two?”',
    expect.stringMatching(/"name":"aria".*"name":"bo".*"phase":"ready"/),
    expect.stringMatching(/^\[\{[^{]*"name":"team"[^{]*\}\]$/),
    'Sent.',
    expect.stringMatching(/no_such_group.*others.*team/),
    expect.stringMatching(/own_question/),
    expect.stringMatching(/^Error \(not_found\)/),
  ]);
  const { xmtp } = world.owner;
  const groups = await xmtp.listGroups(id);
  const team = groups.find(({ name }) => name === 'team')?.id ?? '';
  expect((await xmtp.getGroupMessages(id, team)).map(({ content }) => content)).toEqual(['Hello, team.']);
});

test('behavior: an agent that is asked may ask back, and each gets its own answer', async () => {
  const id = await officeWith(['aria', 'bo']);
  const bo = scripted(['ask_agent'], (round, results) =>
    round === 0
      ? [{ name: 'ask_agent', input: { agent: 'aria', question: 'which year?' } }]
      : `In ${results[0]}: 7.`,
  );
  run(id, 'bo', { brain: bo.brain });
  const aria = scripted(['ask_agent'], (round, results) =>
    round === 0
      ? [{ name: 'ask_agent', input: { agent: 'bo', question: 'how many?' } }]
      : `bo says: ${results[0]}`,
  );
  run(id, 'aria', {
    brain: aria.brain,
    onMessage: ({ content }, reply) => reply.send(content === 'which year?' ? '2026' : 'what?'),
  });
  expect((await ended(id, await give(id, 'How many?'))).result).toBe('bo says: In 2026: 7.');
});

test('behavior: a late answer to one question answers no other one', async () => {
  const id = await officeWith(['aria', 'bo']);
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const bo = scripted([], async (round) => {
    if (round === 0) await gate;
    return `answer ${round}`;
  });
  run(id, 'bo', { brain: bo.brain });
  const asked = async (question: string) =>
    (await new XMTPAPI(world.owner.transport).getMessages(id, 'bo', 'aria', { limit: 50 })).some(
      ({ content }) => content === question,
    );
  const [ask] = officeTools({ allow: ['ask_agent'], askTimeoutMs: 60_000 });
  if (!ask) throw new Error('There is no tool.');
  // Gives up when the question is stored.
  const hasty: Tool = {
    ...ask,
    name: 'ask_hastily',
    run: (input, context) => {
      const stop = new AbortController();
      void until(() => asked('slow?'), Boolean).then(() => stop.abort(new Error('given up')));
      return ask.run(input, { ...context, signal: stop.signal });
    },
  };
  const { brain, results } = scripted(
    [],
    (round) => {
      if (round === 0) return [{ name: 'ask_hastily', input: { agent: 'bo', question: 'slow?' } }];
      if (round > 1) return 'Done.';
      void until(() => asked('quick?'), Boolean).then(goOn);
      return [{ name: 'ask_agent', input: { agent: 'bo', question: 'quick?' } }];
    },
    { tools: [ask, hasty] },
  );
  run(id, 'aria', { brain });
  expect((await ended(id, await give(id, 'Ask'))).status).toBe('completed');
  expect(results).toEqual([expect.stringMatching(/^Error/), 'answer 1']);
});

test('error: an agent that does not answer costs its time, not the task', async () => {
  const id = await officeWith(['aria', 'bo']);
  const results: string[] = [];
  const { brain } = scripted(
    [],
    (round, seen) => {
      results.splice(0, results.length, ...seen);
      return round === 0
        ? [{ name: 'ask_agent', input: { agent: 'bo', question: '?' } }]
        : 'Without bo, then.';
    },
    { tools: officeTools({ allow: ['ask_agent'], askTimeoutMs: 100 }) },
  );
  run(id, 'aria', { brain });
  expect((await ended(id, await give(id, 'Ask'))).result).toBe('Without bo, then.');
  expect(results).toEqual([expect.stringMatching(/ask_agent took longer than 100 ms/)]);
});
