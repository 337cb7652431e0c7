import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import { afterEach, expect, test } from 'vitest';
import { MitosisClient } from './MitosisClient.ts';

let emulator: Emulator;
let mi: MitosisClient;
afterEach(async () => {
  await mi?.close();
  await emulator?.close();
});

/** An office with agents that answer nothing by themselves, and what they write with. */
async function office(names: string[], options: EmulatorOptions = {}) {
  emulator = await startEmulator({ readyAfterMs: 1, brain: 'none', initialCredits: 100_000, ...options });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await mi.offices.create({ name: 'acme', forceCreate: true });
  const agents = [];
  for (const name of names) {
    await mi.employees.hire(id, { name });
    while (!(await mi.employees.get(id, name)).status.ready) await new Promise((done) => setTimeout(done, 2));
    const agent = mi.as({ agentId: name, signingKey: emulator.agentKey(id, name) });
    agents.push((content: string, to = 'admin-sdk') =>
      agent.xmtpApi.sendToConversation(id, to, { agent_id: name, content }),
    );
  }
  return { id, agents };
}

/** The median time in ms from an agent's call to what comes out of the stream, and how often the server was asked. */
async function median(count: number, pauseMs: number, options: EmulatorOptions = {}) {
  let requests = 0;
  const faults: EmulatorOptions['faults'] = (request) => {
    requests++;
    return options.faults?.(request);
  };
  const { id, agents } = await office(['aria'], { ...options, faults });
  const [say] = agents;
  const session = await mi.xmtp.openSession(id, 'aria');
  await session.negotiate(0);
  const times: number[] = [];
  const stream = session.stream();
  requests = 0;
  for (let index = 0; index < count; index++) {
    const next = stream.next();
    await new Promise((done) => setTimeout(done, pauseMs));
    const start = performance.now();
    await say?.(`${index}`);
    expect((await next).value?.content).toBe(`${index}`);
    times.push(performance.now() - start);
  }
  await stream.return();
  return { ms: times.sort((a, b) => a - b)[Math.floor(count / 2)] ?? 0, requests };
}

test('behavior: what an agent says is there at once; without the event stream, soon', {
  timeout: 60_000,
}, async () => {
  const pushed = await median(15, 60);
  await emulator.close();
  const polled = await median(5, 400, {
    faults: ({ target }) => (target.includes('/messages/stream') ? 404 : undefined),
  });
  expect(pushed.ms).toBeLessThan(500);
  expect(polled.ms).toBeLessThan(5_000);
  if (process.env['SHOW']) process.stdout.write(`${JSON.stringify({ pushed, polled })}\n`);
});

test('behavior: groups, from making one to what is said in it', async () => {
  const { id } = await office(['aria', 'bo']);
  const made = await mi.xmtp.createGroup(id, { name: 'crew', members: ['aria'] });
  const group = await mi.xmtp.openGroup(id, made.id);
  await group.addMember('bo');
  await group.rename('crew of two');
  expect(await mi.xmtp.listGroups(id)).toEqual([{ ...made, name: 'crew of two', members: ['aria', 'bo'] }]);
  const sent = await group.send('all hands');
  expect(sent).toMatchObject({ from_agent: 'admin-sdk', content: 'all hands' });
  const bo = mi.as({ agentId: 'bo', signingKey: emulator.agentKey(id, 'bo') });
  // What was said before somebody listens is history.
  await (await bo.xmtp.openGroup(id, made.id)).receive();
  await group.send('more');
  for await (const { from_agent, content } of bo.xmtp.streamGroup(id, made.id)) {
    expect([from_agent, content]).toEqual(['admin-sdk', 'more']);
    break;
  }
  await group.removeMember('bo');
  expect(await group.members()).toEqual(['aria']);
  await bo.close();
});
