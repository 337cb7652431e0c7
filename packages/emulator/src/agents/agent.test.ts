import type { AgentDefinition } from '@mitosislabs/agent';
import { XMTPAPI } from '@mitosislabs/api';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { describe, expect, test } from 'vitest';
import { answersOf, echo, memory, officeWith, run, say, until, world } from '../testing/agents.ts';

describe('messages', () => {
  test('default: answers a client that opens a session', async () => {
    const id = await officeWith(['aria']);
    run(id, 'aria', echo);
    const channel = new XMTPChannel(world.owner.xmtp);
    const session = await channel.openSession(id, 'aria');
    expect((await session.negotiate()).capabilities).toEqual(['chat']);
    await session.send('Good morning');
    for await (const message of session.stream(50)) {
      expect(message).toMatchObject({ from_agent: 'aria', content: 'echo Good morning' });
      break;
    }
    await channel.closeAll();
    const types = (await world.owner.callbacks.list(id)).map(({ type }) => type);
    expect(types).toEqual(['ready']);
    expect((await world.owner.employees.presence(id, 'aria')).online).toBe(true);
  });

  test('behavior: answers two hundred concurrent messages of several clients once and in order', async () => {
    const clients = ['bo', 'cleo'];
    const id = await officeWith(['aria', ...clients]);
    run(id, 'aria', { ...echo, agentTurns: 50 });
    const wanted = (who: string, count: number) => Array.from({ length: count }, (_, n) => `${who} ${n}`);
    const talk = async (who: string, count: number): Promise<string[]> => {
      const isUser = who === 'admin-sdk';
      const api = isUser ? world.owner.xmtp : world.as(id, who).xmtp;
      if (!isUser) await api.sendToConversation(id, 'aria', say(start(`of ${who}`), who));
      for (const text of wanted(who, count)) await api.sendToConversation(id, 'aria', say(text, who));
      const all = await until(
        () => api.getConversationMessages(id, 'aria', { limit: 1_000 }),
        (messages) => messages.filter(({ from_agent }) => from_agent === 'aria').length >= count,
      );
      return all
        .filter(({ from_agent, content }) => from_agent === 'aria' && !content.startsWith('{'))
        .map(({ content }) => content);
    };
    const answers = await Promise.all([talk('admin-sdk', 100), talk('bo', 50), talk('cleo', 50)]);
    await until(
      async () =>
        (await world.as(id, 'cleo').xmtp.getConversationMessages(id, 'aria', { limit: 1_000 })).length,
      (count) => count === 102,
    );
    expect(answers[0]).toEqual(wanted('admin-sdk', 100).map((text) => `echo ${text}`));
    for (const [index, who] of clients.entries()) {
      const expected = wanted(who, 50).map((text) => `echo ${text}`);
      expect(answers[index + 1]).toEqual(expected.slice(0, answers[index + 1]?.length));
    }
  });

  test('behavior: answers messages from its absence once', async () => {
    const id = await officeWith(['aria']);
    for (const text of ['1', '2', '3']) await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
    for (const last of ['3', '4', '5']) {
      if (last !== '3') await world.owner.xmtp.sendToConversation(id, 'aria', say(last));
      const { abort, ended } = run(id, 'aria', echo);
      await until(
        () => answersOf(id, 'aria'),
        (answers) => answers.includes(`echo ${last}`),
      );
      abort.abort();
      await ended;
    }
    expect(await answersOf(id, 'aria')).toEqual(['1', '2', '3', '4', '5'].map((text) => `echo ${text}`));
  });

  test('behavior: answers each message once after a kill, with a memory', async () => {
    const id = await officeWith(['aria']);
    const kept = memory();
    const handled: string[] = [];
    const slow: AgentDefinition = {
      onMessage: async (message, reply) => {
        handled.push(message.content);
        await reply.send(`echo ${message.content}`);
        // Killed after the answer, before it could be recorded.
        if (message.content === '3') await new Promise(() => undefined);
      },
    };
    for (const text of ['1', '2', '3', '4', '5']) {
      await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
    }
    const { abort, ended } = run(id, 'aria', slow, { memory: kept, graceMs: 0 });
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 3,
    );
    abort.abort();
    await ended;
    run(id, 'aria', echo, { memory: kept });
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length >= 5,
    );
    // The third was done twice, and posted once: its answers carry the same key.
    expect(await answersOf(id, 'aria')).toEqual(['1', '2', '3', '4', '5'].map((text) => `echo ${text}`));
    expect(handled).toEqual(['1', '2', '3']);
  });

  test('behavior: answers each message once and in order through failures', async () => {
    let requests = 0;
    const id = await officeWith(['aria'], {
      faults: ({ target }) => {
        if (target.includes('/stream')) return undefined;
        requests++;
        if (requests % 7 === 0) return 503;
        if (requests % 11 === 0) return 'reset';
        return requests % 13 === 0 ? 'drop' : undefined;
      },
    });
    run(id, 'aria', echo, { pollMs: 200 });
    const { endpoint, apiKey } = world.emulator;
    const patient = new XMTPAPI(
      new Transport({ endpoint, apiKey, maxRetries: 20, timeout: 60_000, idempotencyKeys: true }),
    );
    const wanted = Array.from({ length: 20 }, (_, n) => `message ${n}`);
    for (const text of wanted) await patient.sendToConversation(id, 'aria', say(text));
    const all = await until(
      () => patient.getConversationMessages(id, 'aria', { limit: 1_000 }),
      ({ length }) => length >= wanted.length * 2,
    );
    const answers = all.filter(({ from_agent }) => from_agent === 'aria').map(({ content }) => content);
    expect(answers).toEqual(wanted.map((text) => `echo ${text}`));
  });

  test.each(['conversations', 'messages'] as const)(
    'behavior: works with the routes of %s only',
    async (dialect) => {
      const id = await officeWith(['aria'], { dialect });
      run(id, 'aria', echo, { pollMs: 100 });
      const channel = new XMTPChannel(world.owner.xmtp);
      const session = await channel.openSession(id, 'aria');
      await session.negotiate();
      await session.send('hello');
      for await (const message of session.stream(50)) {
        expect(message.content).toBe('echo hello');
        break;
      }
      await channel.closeAll();
    },
  );

  test('behavior: works without lists of conversations, heartbeats and events', async () => {
    const missing = ['/xmtp/conversations?', '/xmtp/groups', '/heartbeat', '/stream', '/pod-event'];
    const id = await officeWith(['aria'], {
      faults: ({ target }) => (missing.some((part) => `${target}?`.includes(part)) ? 404 : undefined),
    });
    run(id, 'aria', echo, { pollMs: 50 });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
    const answers = await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 1,
    );
    expect(answers).toEqual(['echo hello']);
  });

  test('behavior: does not acknowledge a session again after a restart', async () => {
    const id = await officeWith(['aria']);
    await world.owner.xmtp.sendToConversation(id, 'aria', say(start('s')));
    for (let n = 0; n < 2; n++) {
      const { abort, ended } = run(id, 'aria', echo);
      await world.owner.xmtp.sendToConversation(id, 'aria', say(`${n}`));
      await until(
        () => answersOf(id, 'aria'),
        (answers) => answers.includes(`echo ${n}`),
      );
      abort.abort();
      await ended;
    }
    const answers = await answersOf(id, 'aria');
    expect(answers.map((content) => content.slice(0, 6))).toEqual(['{"type', 'echo 0', 'echo 1']);
  });

  test('behavior: sends a streamed reply as one message to a client without streaming', async () => {
    const id = await officeWith(['aria']);
    run(id, 'aria', {
      onMessage: async (_, reply) => {
        for (const piece of ['Good ', 'morning', '']) await reply.write(piece);
        await reply.send('And a second one.');
      },
    });
    await world.owner.xmtp.sendToConversation(id, 'aria', say(start('plain')));
    await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 3,
    );
    const [acknowledgement, ...answers] = await answersOf(id, 'aria');
    expect(JSON.parse(acknowledgement ?? '')).toEqual({
      type: '__SESSION_ACK__',
      session_id: 'plain',
      capabilities: [],
    });
    expect(answers).toEqual(['Good morning', 'And a second one.']);
  });

  test('behavior: streams a reply to a client with streaming, then sends it whole', async () => {
    const id = await officeWith(['aria']);
    let next: () => void = () => undefined;
    run(id, 'aria', {
      onMessage: async (_, reply) => {
        await reply.write('Good ');
        await new Promise<void>((resolve) => {
          next = resolve;
        });
        await reply.write('morning');
      },
    });
    await world.owner.xmtp.sendToConversation(id, 'aria', say(start('grows', ['growing_answers'])));
    await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
    const parts = await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 2,
    );
    expect(JSON.parse(parts[0] ?? '')).toMatchObject({ features: ['growing_answers'] });
    expect(JSON.parse(parts[1] ?? '')).toMatchObject({
      type: '__ANSWER_PART__',
      session_id: 'grows',
      seq: 0,
      text: 'Good ',
    });
    next();
    const all = await until(
      () => answersOf(id, 'aria'),
      (answers) => answers.includes('Good morning'),
    );
    expect(all.filter((content) => !content.startsWith('{'))).toEqual(['Good morning']);
    // Pieces are no messages: one answer was paid for.
    const charges = (await world.owner.credits.history(id)).filter(
      ({ reason }) => reason === 'message from aria',
    );
    expect(charges).toHaveLength(1);
  });

  test('error: tells the user and onError of a failed handler and answers the next message', async () => {
    const id = await officeWith(['aria']);
    const errors: unknown[] = [];
    run(id, 'aria', {
      onMessage: async (message, reply) => {
        if (message.content === 'fail') throw new Error('no words');
        await reply.send('fine');
      },
      apology: 'Sorry.',
      onError: (error) => errors.push(error),
    });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('fail'));
    await world.owner.xmtp.sendToConversation(id, 'aria', say('go on'));
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 2,
    );
    expect(await answersOf(id, 'aria')).toEqual(['Sorry.', 'fine']);
    expect(errors).toEqual([new Error('no words')]);
    expect((await world.owner.employees.lastError(id, 'aria')).error).toBe('no words');
  });
});

describe('a handler that does not wait', () => {
  test('behavior: sends texts in order and reports a refusal to `onError`', async () => {
    let answers = 0;
    const id = await officeWith(['aria'], {
      faults: ({ method, target }) => {
        const isAnswer = method === 'POST' && /\/xmtp\/conversations\/(?!aria)/.test(target);
        return isAnswer && ++answers === 2 ? 413 : undefined;
      },
    });
    const errors: unknown[] = [];
    run(id, 'aria', {
      onMessage: ({ content }, reply) => {
        void reply.write(content);
        void reply.send(`and more ${content}`);
      },
      apology: 'Sorry.',
      onError: (error) => errors.push(error),
    });
    for (const text of ['one', 'two']) await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 4,
    );
    expect(await answersOf(id, 'aria')).toEqual(['one', 'Sorry.', 'two', 'and more two']);
    expect(errors).toMatchObject([{ status: 413 }]);
  });
});

function start(session_id: string, features?: string[]): string {
  return JSON.stringify({ type: '__SESSION_START__', session_id, capabilities_request: true, features });
}
