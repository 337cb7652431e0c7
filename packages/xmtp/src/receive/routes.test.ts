import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Conversation } from './Conversation.ts';
import { GroupThread } from './GroupThread.ts';
import type { GroupRoutes, XMTPRoutes } from './XMTPRoutes.ts';

const missing = { status: 404 };
const gone = { status: 405 };
const broken = { status: 503 };

const message = (from_agent: string): XMTPMessage => ({
  id: from_agent,
  from_agent,
  content: 'x',
  created_at: '2026-01-01T00:00:00Z',
});

/** Routes in memory; each gives a value, or rejects with an object that has a status. */
function routes(given: Partial<Record<keyof XMTPRoutes, unknown>> = {}) {
  const answers: Record<string, unknown> = {
    listConversations: [{ id: 'c1', peer: 'aria' }],
    getConversationMessages: [message('aria')],
    getMessages: [message('aria')],
    sendToConversation: undefined,
    send: undefined,
    ...given,
  };
  const calls: string[] = [];
  const call =
    (name: string) =>
    async (...args: unknown[]) => {
      calls.push(name);
      api.args.push(args);
      const answer = answers[name];
      if (typeof answer === 'object' && answer !== null && 'status' in answer) throw answer;
      return answer;
    };
  const api = {
    args: [] as unknown[][],
    calls,
    answers,
    listConversations: call('listConversations'),
    getConversationMessages: call('getConversationMessages'),
    getMessages: call('getMessages'),
    sendToConversation: call('sendToConversation'),
    send: call('send'),
  };
  const conversation = new Conversation(api as unknown as XMTPRoutes, 'office', 'aria', 'me');
  return { api, conversation };
}

const options = { timeout: 7 };

describe('the routes of conversations', () => {
  test('default: finds the id, and remembers it', async () => {
    const { api, conversation } = routes({
      listConversations: [
        { id: 'c0', peer: 'bo' },
        { id: 'c1', peer: 'aria' },
      ],
    });
    expect(conversation.id).toBe('aria');
    expect(await conversation.read(50, options)).toEqual([message('aria')]);
    await conversation.read(20, options);
    expect(conversation.id).toBe('c1');
    expect(api.calls).toEqual(['listConversations', 'getConversationMessages', 'getConversationMessages']);
    expect(api.args).toEqual([
      ['office', options],
      ['office', 'c1', { limit: 50 }, options],
      ['office', 'c1', { limit: 20 }, options],
    ]);
  });

  test('default: posts as the sender', async () => {
    const { api, conversation } = routes();
    await conversation.read(50, options);
    await conversation.post('hello', options);
    expect(api.args.at(-1)).toEqual(['office', 'c1', { agent_id: 'me', content: 'hello' }, options]);
    expect(api.calls.at(-1)).toBe('sendToConversation');
    expect([message('me'), message('aria')].map((one) => conversation.isOwn(one))).toEqual([true, false]);
  });

  test('behavior: uses the name of the peer before there is an id', async () => {
    const { api, conversation } = routes({ listConversations: [] });
    await conversation.post('hello', options);
    await conversation.read(50, options);
    expect(api.args.map(([, id]) => id)).toEqual(['aria', options, 'aria']);
    // It is looked for again.
    api.answers['listConversations'] = [{ id: 'c1', peer: 'aria' }];
    await conversation.read(50, options);
    expect(conversation.id).toBe('c1');
  });

  test('behavior: accepts a list that is not served, and no other failure', async () => {
    const unserved = routes({ listConversations: missing });
    expect(await unserved.conversation.read(50, options)).toEqual([message('aria')]);
    const failing = routes({ listConversations: broken });
    await expect(failing.conversation.read(50, options)).rejects.toBe(broken);
    expect(failing.api.calls).toEqual(['listConversations']);
  });

  test('error: does not try the other routes after a failure', async () => {
    const { api, conversation } = routes({ sendToConversation: broken });
    await expect(conversation.post('hello', options)).rejects.toBe(broken);
    expect(api.calls).toEqual(['sendToConversation']);
  });
});

describe('the routes of agents', () => {
  const agents = {
    listConversations: missing,
    getConversationMessages: missing,
    sendToConversation: missing,
  };

  test('default: are used after a 404, and remembered', async () => {
    const { api, conversation } = routes(agents);
    expect(await conversation.read(50, options)).toEqual([message('aria')]);
    await conversation.read(50, options);
    await conversation.post('hello', options);
    expect(api.calls).toEqual([
      'listConversations',
      'getConversationMessages',
      'getMessages',
      'getMessages',
      'send',
    ]);
    expect(api.args.slice(-2)).toEqual([
      ['office', 'aria', 'me', { limit: 50 }, options],
      ['office', { agent_id: 'aria', content: 'hello' }, options],
    ]);
  });

  test('behavior: recognizes own messages by the name of the peer', async () => {
    const { conversation } = routes(agents);
    await conversation.read(50, options);
    expect(['me', 'user-7', 'aria'].map((name) => conversation.isOwn(message(name)))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test.each([
    ['an empty list after 404 proves nothing', missing, 5],
    ['an empty list after 405 proves them', gone, 4],
  ])('behavior: %s', async (_, refusal, count) => {
    const { api, conversation } = routes({ ...agents, getConversationMessages: refusal, getMessages: [] });
    expect(await conversation.read(50, options)).toEqual([]);
    expect(await conversation.read(50, options)).toEqual([]);
    expect(api.calls).toHaveLength(count === 5 ? 6 : 4);
  });

  test('behavior: are proved by an accepted post', async () => {
    const { api, conversation } = routes(agents);
    await conversation.post('hello', options);
    await conversation.post('hello', options);
    expect(api.calls).toEqual(['sendToConversation', 'send', 'send']);
  });

  test('error: throw the first 404 when neither routes know the agent', async () => {
    const { conversation } = routes({ ...agents, send: { status: 404 } });
    await expect(conversation.post('hello', options)).rejects.toBe(missing);
  });

  test('error: throw their own failure', async () => {
    const { conversation } = routes({ ...agents, send: broken });
    await expect(conversation.post('hello', options)).rejects.toBe(broken);
  });
});

describe('a conversation that does not exist', () => {
  const nothing = { listConversations: [], getConversationMessages: missing, getMessages: missing };

  test('default: reads as empty before its first message', async () => {
    const { conversation } = routes(nothing);
    expect(await conversation.read(50, options)).toEqual([]);
  });

  test('error: throws after it had an id', async () => {
    const { api, conversation } = routes();
    await conversation.read(50, options);
    Object.assign(api.answers, nothing);
    await expect(conversation.read(50, options)).rejects.toBe(missing);
    // The id is kept.
    expect(conversation.id).toBe('c1');
  });

  test('error: throws after a read by the routes of agents', async () => {
    const { api, conversation } = routes({ ...nothing, getMessages: [message('aria')] });
    await conversation.read(50, options);
    api.answers['getMessages'] = missing;
    await expect(conversation.read(50, options)).rejects.toMatchObject({ status: 404 });
  });

  test('behavior: reads as empty after a post only', async () => {
    const { conversation } = routes({ ...nothing, sendToConversation: missing });
    await conversation.post('hello', options);
    expect(await conversation.read(50, options)).toEqual([]);
  });

  test('error: throws another failure', async () => {
    const { conversation } = routes({ ...nothing, getConversationMessages: broken });
    await expect(conversation.read(50, options)).rejects.toBe(broken);
  });
});

describe('routes that change', () => {
  test('behavior: tries the remembered routes, then all, once', async () => {
    const { api, conversation } = routes();
    await conversation.read(50, options);
    Object.assign(api.answers, { listConversations: missing, getConversationMessages: missing });
    api.calls.length = 0;
    expect(await conversation.read(50, options)).toEqual([message('aria')]);
    expect(api.calls).toEqual([
      'getConversationMessages',
      'listConversations',
      'getConversationMessages',
      'getMessages',
    ]);
    expect(conversation.id).toBe('aria');
  });

  test('error: throws a failure and keeps the remembered routes', async () => {
    const { api, conversation } = routes();
    await conversation.read(50, options);
    Object.assign(api.answers, { getConversationMessages: missing, getMessages: broken });
    await expect(conversation.read(50, options)).rejects.toBe(broken);
    expect(conversation.id).toBe('c1');
  });

  test('error: throws the first 404 and keeps the routes when nothing is proved', async () => {
    const { api, conversation } = routes();
    await conversation.read(50, options);
    Object.assign(api.answers, { getConversationMessages: missing, getMessages: [] });
    await expect(conversation.read(50, options)).rejects.toBe(missing);
    expect(conversation.id).toBe('c1');
  });

  test('error: keeps the routes after other failures', async () => {
    const { api, conversation } = routes();
    await conversation.read(50, options);
    api.answers['getConversationMessages'] = broken;
    api.calls.length = 0;
    await expect(conversation.read(50, options)).rejects.toBe(broken);
    expect(api.calls).toEqual(['getConversationMessages']);
  });
});

describe('a shared list of conversations', () => {
  test('default: is requested with the time of the last post', async () => {
    const { api } = routes();
    const get = vi.fn((_since: number, load: () => Promise<unknown>) => load());
    const listed = { get } as unknown as ConstructorParameters<typeof Conversation>[4];
    const conversation = new Conversation(api as unknown as XMTPRoutes, 'office', 'bo', 'me', listed);
    await conversation.read(50, options);
    expect(get.mock.lastCall?.[0]).toBe(Number.NEGATIVE_INFINITY);
    const before = performance.now();
    await conversation.post('hello', options);
    await conversation.read(50, options);
    expect(get.mock.lastCall?.[0]).toBeGreaterThanOrEqual(before);
  });
});

describe('a group', () => {
  test('default: reads and posts under its id', async () => {
    const getGroupMessages = vi.fn(() => Promise.resolve([message('me')]));
    const sendGroupMessage = vi.fn(() => Promise.resolve());
    const api = { getGroupMessages, sendGroupMessage } as unknown as GroupRoutes;
    const group = new GroupThread(api, 'office', 'g1', 'me');
    expect(await group.read(50, options)).toEqual([message('me')]);
    await group.post('hello', options);
    expect(getGroupMessages.mock.calls).toEqual([['office', 'g1', { limit: 50 }, options]]);
    expect(sendGroupMessage.mock.calls).toEqual([
      ['office', 'g1', { agent_id: 'me', content: 'hello' }, options],
    ]);
    expect([message('me'), message('aria')].map((one) => group.isOwn(one))).toEqual([true, false]);
    expect(group.serverOffset).toBeUndefined();
  });
});

describe('the time of the server', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  /** Reads one page whose response has these headers; it takes 400 ms. */
  const offsetAfter = async (headers: Record<string, string>) => {
    const data = [message('aria')];
    const read = () =>
      Object.assign(Promise.resolve(data), {
        async withResponse() {
          vi.advanceTimersByTime(400);
          return { data, response: { headers } };
        },
      });
    const api = {
      getGroupMessages: read,
      sendGroupMessage: () => Promise.resolve(),
    } as unknown as GroupRoutes;
    const group = new GroupThread(api, 'office', 'g1', 'me');
    expect(await group.read(50, options)).toEqual(data);
    return group.serverOffset;
  };

  test('default: is learned from Date', async () => {
    const at = performance.now();
    const date = Date.UTC(2026, 0, 1);
    expect(await offsetAfter({ date: new Date(date).toUTCString() })).toEqual({
      low: date - at - 400,
      high: date - at + 1_000,
    });
  });

  test.each<[string, Record<string, string>]>([
    ['without one', {}],
    ['from one that is none', { date: 'today' }],
    ['from a cached response', { date: new Date(0).toUTCString(), age: '0' }],
  ])('behavior: is not learned %s', async (_, headers) => {
    expect(await offsetAfter(headers)).toBeUndefined();
  });
});
