import { setTimeout as sleep } from 'node:timers/promises';
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

test.each<[string, EmulatorOptions['faults'], number | undefined]>([
  ['with the event stream, however rarely it looks', undefined, 2 ** 31 - 1],
  [
    'without the event stream, by looking',
    ({ target }) => (target.includes('/messages/stream') ? 404 : undefined),
    undefined,
  ],
])('behavior: receives what an agent says %s', async (_, faults, pollMs) => {
  const {
    id,
    agents: [say],
  } = await office(['aria'], faults && { faults });
  const session = await mi.xmtp.openSession(id, 'aria');
  await session.negotiate(0);
  const stream = session.stream(pollMs);
  const first = stream.next();
  // The event stream has no events for messages from before it was open.
  do await say?.('hello');
  while ((await Promise.race([first, sleep(100)])) === undefined);
  for (let index = 0; index < 8; index++) {
    await say?.(`${index}`);
    let content = 'hello';
    while (content === 'hello') content = (await stream.next()).value?.content ?? 'nothing';
    expect(content).toBe(`${index}`);
  }
  await stream.return();
});

test('behavior: creates a group and reads its messages', async () => {
  const { id } = await office(['aria', 'bo']);
  const made = await mi.xmtp.createGroup(id, { name: 'crew', members: ['aria'] });
  const group = await mi.xmtp.openGroup(id, made.id);
  await group.addMember('bo');
  await group.rename('crew of two');
  expect(await mi.xmtp.listGroups(id)).toEqual([{ ...made, name: 'crew of two', members: ['aria', 'bo'] }]);
  const sent = await group.send('all hands');
  expect(sent).toMatchObject({ from_agent: 'admin-sdk', content: 'all hands' });
  const bo = mi.as({ agentId: 'bo', signingKey: emulator.agentKey(id, 'bo') });
  // Messages from before the stream starts are history.
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
