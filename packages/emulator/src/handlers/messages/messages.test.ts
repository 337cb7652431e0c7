import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../../testing/collect.ts';
import { startWorld, until, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ brain: 'none', initialCredits: 100_000 });
});
afterAll(() => world?.close());

const say = (content: string, agent_id = 'admin-sdk') => ({ agent_id, content });

/** Opens an office's stream from a position on, and reads the raw text until it has that. */
async function rawStream(
  officeId: string,
  lastEventId: string | undefined,
  isEnough: (text: string) => boolean,
) {
  const abort = new AbortController();
  const headers = {
    Authorization: `Bearer ${world.emulator.apiKey}`,
    ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
  };
  const url = `${world.emulator.endpoint}/api/v1/offices/${officeId}/messages/stream`;
  const response = await fetch(url, { headers, signal: abort.signal });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (isEnough(text)) break;
  }
  abort.abort();
  return { text, headers: response.headers };
}

describe('messages.stream', () => {
  test('default: streams every message, task, phase and file in order, with increasing ids', async () => {
    const { id } = await world.office();
    const stream = world.owner.messages.stream(id, { lastEventId: '0' });
    const reading = collect(stream, ({ event }) => event === 'file');
    await world.owner.employees.hire(id, { name: 'aria' });
    await until(
      () => world.owner.employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
    const task = await world.owner.tasks.create(id, { title: 'x' });
    await world.owner.tasks.claim(id, { agent: 'aria' });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('line one\nline two'));
    await world.owner.files.upload(id, 'a.txt', new Uint8Array(1));
    const events = await reading;
    const data = events.map(({ event, data: text }) => [event, JSON.parse(text)]);
    expect(data).toMatchObject([
      ['agent', { name: 'aria', phase: 'provisioning', ready: false }],
      ['agent', { name: 'aria', phase: 'ready', ready: true }],
      ['task', { id: task.id, status: 'queued' }],
      ['task', { id: task.id, status: 'running', assigned_to: 'aria' }],
      [
        'message',
        {
          from_agent: 'admin-sdk',
          to: 'aria',
          content: 'line one\nline two',
          conversation_id: expect.any(String),
        },
      ],
      ['file', { type: 'upload', name: 'a.txt' }],
    ]);
    const ids = events.map((event) => Number(event.id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('behavior: resumes after Last-Event-ID without loss', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const open = async (lastEventId: string | undefined, isLast: (text: string) => boolean) =>
      (await rawStream(id, lastEventId, isLast)).text;
    const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
    const contentsIn = (text: string) =>
      [...text.matchAll(/"content":"(\d+)"/g)].map(([, content]) => Number(content));
    const first = open(undefined, (text) => contentsIn(text).includes(0));
    await until(
      async () => {
        await world.owner.xmtp.sendToConversation(id, 'aria', say('0'));
        return Promise.race([first, Promise.resolve(undefined)]);
      },
      (text) => text !== undefined,
    );
    const position = String(idsIn(await first).at(-1));
    const already = (await world.owner.xmtp.getConversationMessages(id, 'aria', { limit: 1000 })).length;
    for (let index = 1; index <= 250; index++)
      await world.owner.xmtp.sendToConversation(id, 'aria', say(String(index)));
    const replayed = await open(position, (text) => contentsIn(text).includes(250));
    expect(contentsIn(replayed).slice(-250)).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    expect(contentsIn(replayed).length).toBeLessThan(250 + already);
    expect(replayed).not.toContain('full_refresh');
  });

  test('behavior: answers an unknown position with a full refresh', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const { text } = await rawStream(id, '999999999', (so) => so.includes('full_refresh'));
    expect(text).toMatch(/\nid: \d+\nevent: full_refresh\ndata: \{\}\n\n$/);
    const early = await rawStream(id, '0', (so) => so.includes('full_refresh'));
    expect(early.text).toContain('event: full_refresh');
    const nonsense = await rawStream(id, 'nonsense', (so) => so.includes('connected'));
    expect(nonsense.text).not.toContain('full_refresh');
    expect(nonsense.headers.get('content-type')).toBe('text/event-stream');
    expect(nonsense.headers.get('cache-control')).toBe('no-cache');
  });

  test('behavior: hides messages between others from an agent', async () => {
    const { id } = await world.office();
    for (const name of ['aria', 'bo']) await world.agent(id, name);
    const reading = collect(world.as(id, 'aria').messages.stream(id), ({ data }) => data.includes('to aria'));
    const group = await world.owner.xmtp.createGroup(id, { members: ['bo'] });
    await until(
      async () => {
        await world.owner.xmtp.sendToConversation(id, 'bo', say('to bo'));
        await world.owner.xmtp.sendGroupMessage(id, group.id, say('to bo too'));
        await world.owner.xmtp.sendToConversation(id, 'aria', say('to aria'));
        return Promise.race([reading, Promise.resolve(undefined)]);
      },
      (events) => events !== undefined,
    );
    for (const { data } of await reading) expect(data).not.toContain('to bo');
  });

  test('behavior: hides earlier messages and commands from a successor of the same name', async () => {
    const { id } = await world.office();
    await world.agent(id, 'bo');
    await world.agent(id, 'aria');
    const former = world.as(id, 'aria');
    const [before] = (await world.owner.events.list(id)) as { id?: string }[];
    const lastEventId = before?.id ?? '';
    await world.owner.xmtp.sendToConversation(id, 'aria', say('secret one'));
    await former.xmtp.sendToConversation(id, 'bo', say('secret two', 'aria'));
    await former.workspace.exec(id, { command: 'echo secret three' });
    const group = await world.owner.xmtp.createGroup(id, { members: ['aria', 'bo'] });
    await former.xmtp.sendGroupMessage(id, group.id, say('for the group', 'aria'));
    await world.owner.employees.delete(id, 'aria');
    await world.agent(id, 'aria');
    const successor = world.as(id, 'aria');
    await world.owner.tasks.create(id, { title: 'the last' });
    const stream = successor.messages.stream(id, { lastEventId });
    const streamed = await collect(stream, ({ data }) => data.includes('the last'));
    const seen = [streamed, await successor.events.list(id), await successor.events.sshEvents(id)];
    expect(JSON.stringify(seen)).not.toMatch(/secret|for the group/);
    // The other members of a group keep its messages.
    expect(JSON.stringify(await world.as(id, 'bo').events.list(id))).toContain('for the group');
  });

  test('behavior: ends when the office is deleted', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const stream = world.owner.messages.stream(id);
    const first = stream.next();
    await world.owner.employees.hire(id, { name: 'bob' });
    expect((await first).value).toMatchObject({ event: 'agent' });
    await world.owner.offices.delete(id);
    // It ends, and later requests find nothing.
    await expect(collect(stream, () => false)).rejects.toMatchObject({ status: 404 });
  });
});
