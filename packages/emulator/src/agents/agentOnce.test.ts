import type { Middleware } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { answersOf, echo, officeWith, run, say, until, world } from '../testing/agents.ts';

/** Removes idempotency keys, so that the emulator acts as a server without support for them. */
const withoutKeys: Middleware = (request, next) => {
  const headers = Object.entries(request.headers).filter(
    ([name]) => name.toLowerCase() !== 'idempotency-key',
  );
  return next({ ...request, headers: Object.fromEntries(headers) });
};

test('behavior: answers once and in order when responses are lost and keys are ignored', async () => {
  let posts = 0;
  const id = await officeWith(['aria'], {
    faults: ({ method, target }) => {
      // The user's messages go to `aria`.
      if (method !== 'POST' || !/\/xmtp\/conversations\/(?!aria)/.test(target)) return undefined;
      posts++;
      return posts % 3 === 0 ? 'drop' : undefined;
    },
  });
  run(id, 'aria', { onMessage: (_, reply) => reply.send('yes') }, { client: { middleware: [withoutKeys] } });
  for (let n = 0; n < 12; n++) await world.owner.xmtp.sendToConversation(id, 'aria', say(`question ${n}`));
  await world.owner.xmtp.sendToConversation(id, 'aria', say('the last one'));
  const answers = await until(
    () => answersOf(id, 'aria'),
    ({ length }) => length >= 13,
  );
  expect(answers).toEqual(Array.from({ length: 13 }, () => 'yes'));
  expect(posts).toBe(13);
});

test.each(['told by events', 'found by looking'])(
  'behavior: answers all messages in new groups, %s',
  async (how) => {
    const id = await officeWith(['aria'], {
      faults: ({ target }) => (how !== 'told by events' && target.includes('/stream') ? 404 : undefined),
    });
    run(id, 'aria', echo, { pollMs: 25 });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('are you there?'));
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 1,
    );
    for (let n = 0; n < 4; n++) {
      const group = await world.owner.xmtp.createGroup(id, { members: ['aria'] });
      await world.owner.xmtp.sendGroupMessage(id, group.id, say(`hello ${n}`));
      const all = await until(
        () => world.owner.xmtp.getGroupMessages(id, group.id),
        ({ length }) => length === 2,
      );
      expect(all.map(({ content }) => content)).toEqual([`hello ${n}`, `echo hello ${n}`]);
    }
  },
);
