import { MessagesAPI } from '@mitosislabs/api';
import { XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';
import { describe, expect, test } from 'vitest';
import { officeWith, run, until, world } from '../testing/agents.ts';

/** A client of its own, that hears of news by the event stream or looks for them. */
function channelWith(isTold: boolean): XMTPChannel {
  const messages = new MessagesAPI(world.owner.transport);
  return new XMTPChannel(world.owner.xmtp, {
    streaming: true,
    ...(isTold && { events: (id, options) => messages.stream(id, options) }),
  });
}

/** Reads answers to the end, and says when each begins; gives how often it was seen to grow, and what it became. */
async function read(
  session: XMTPSession,
  count: number,
  onBegin: () => void,
): Promise<{ pieces: number; content: string }[]> {
  const got: { pieces: number; content: string }[] = [];
  for await (const answer of session.answers()) {
    let text = '';
    let pieces = 0;
    for await (const piece of answer) {
      text += piece;
      if (pieces++ === 0 && text.startsWith('You')) onBegin();
    }
    const message = await answer.message();
    // Another session's acknowledgement is a message here.
    if (!message || message.content.startsWith('{')) continue;
    expect(text).toBe(message.content);
    got.push({ pieces, content: text });
    if (got.length === count) break;
  }
  return got;
}

describe('both ends of a streamed reply', () => {
  test.each([true, false])(
    'default: streams to two clients at once and is stored once (event stream: %s)',
    async (isTold) => {
      const id = await officeWith(['aria']);
      let begun = 0;
      run(id, 'aria', {
        onMessage: async ({ content }, reply) => {
          await reply.write(`You said ${content}, `);
          // Both have seen it begin, however slow this machine is.
          await until(
            async () => begun,
            (count) => count === (content === 'one' ? 2 : 4),
          );
          for (const word of ['and ', 'that ', 'was ', 'all.']) await reply.write(word);
        },
      });
      const channels = [channelWith(isTold), channelWith(isTold)];
      const sessions = await Promise.all(channels.map((channel) => channel.openSession(id, 'aria')));
      for (const session of sessions) await session.negotiate();
      const reading = sessions.map((session) => read(session, 2, () => begun++));
      await sessions[0]?.send('one');
      await sessions[1]?.send('two');
      for (const answers of await Promise.all(reading)) {
        expect(answers.map(({ content }) => content)).toEqual([
          'You said one, and that was all.',
          'You said two, and that was all.',
        ]);
        for (const { pieces } of answers) expect(pieces).toBeGreaterThan(1);
      }
      await Promise.all(channels.map((channel) => channel.closeAll()));
    },
  );

  test('behavior: an agent killed half-way answers once after its restart', async () => {
    const id = await officeWith(['aria']);
    const first = run(
      id,
      'aria',
      {
        onMessage: async (_, reply) => {
          await reply.write('Good ');
          await new Promise(() => undefined);
        },
      },
      { graceMs: 0 },
    );
    const channel = channelWith(true);
    const session = await channel.openSession(id, 'aria');
    await session.negotiate();
    await session.send('hello');
    const answers = session.answers();
    const { value: answer } = await answers.next();
    expect([answer?.text, answer?.done]).toEqual(['Good ', false]);
    first.abort.abort();
    await first.ended;
    run(id, 'aria', { onMessage: (_, reply) => reply.send('Sorry for that.') });
    expect([await answer?.message(), answer?.text]).toEqual([undefined, 'Good ']);
    expect((await answers.next()).value?.text).toBe('Sorry for that.');
    await answers.return();
    await channel.closeAll();
  });
});

test.each([
  ['with the event stream, however rarely it looks', true, 2 ** 31 - 1],
  ['without it, by looking', false, undefined],
])('behavior: stream() yields what an agent says %s', async (_, isTold, pollMs) => {
  const id = await officeWith(['aria']);
  run(id, 'aria', { onMessage: ({ content }, reply) => reply.send(`answer ${content}`) });
  const channel = channelWith(isTold);
  const session = await channel.openSession(id, 'aria');
  await session.negotiate();
  const stream = session.stream(pollMs);
  for (let index = 0; index < 9; index++) {
    const next = stream.next();
    await session.send(`${index}`);
    expect((await next).value?.content).toBe(`answer ${index}`);
  }
  await stream.return();
  await channel.closeAll();
});
