import { type AgentDefinition, defineAgent } from '@mitosislabs/agent';
import { describe, expect, test } from 'vitest';
import { answersOf, echo, officeWith, run, say, until, world } from '../testing/agents.ts';

describe('the end', () => {
  test.each([
    ['while it signs in', 0],
    ['when it has just begun', 20],
    ['when nothing is to be done', 1_000],
  ])('behavior: ends soon without an error when stopped %s', async (_, ms) => {
    const id = await officeWith(['aria']);
    const { abort, ended } = run(id, 'aria', echo);
    await new Promise((resolve) => setTimeout(resolve, ms));
    abort.abort();
    await expect(ended).resolves.toBeUndefined();
  });

  test('behavior: finishes a reply when stopped, within a limit', async () => {
    const id = await officeWith(['aria']);
    let begun = 0;
    const slow = (ms: number): AgentDefinition => ({
      onMessage: async (message, reply) => {
        begun++;
        await new Promise((resolve) => setTimeout(resolve, ms));
        await reply.send(`echo ${message.content}`);
      },
    });
    const works = [
      [300, 60_000],
      [60_000, 1_500],
    ] as const;
    for (const [index, [ms, graceMs]] of works.entries()) {
      const { abort, ended } = run(id, 'aria', slow(ms), { graceMs });
      await world.owner.xmtp.sendToConversation(id, 'aria', say(`${ms}`));
      await until(
        async () => begun,
        (count) => count === index + 1,
      );
      abort.abort();
      await ended;
    }
    expect(await answersOf(id, 'aria')).toEqual(['echo 300']);
    const types = (await world.owner.callbacks.list(id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'stopping')).toHaveLength(2);
  });

  test('behavior: waits for a server that is down, and can be stopped meanwhile', async () => {
    let isDown = true;
    const id = await officeWith(['aria'], {
      faults: ({ target }) => (isDown && target.includes('/heartbeat') ? 503 : undefined),
    });
    const first = run(id, 'aria', echo);
    await new Promise((resolve) => setTimeout(resolve, 200));
    first.abort.abort();
    await first.ended;
    run(id, 'aria', echo);
    isDown = false;
    await world.owner.xmtp.sendToConversation(id, 'aria', say('up'));
    const answers = await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length > 0,
    );
    expect(answers).toEqual(['echo up']);
  });

  test('error: ends the run with the error of a wrong key, a foreign office or an unknown agent', async () => {
    const id = await officeWith(['aria']);
    const other = await world.office('other');
    const key = world.emulator.agentKey(id, 'aria');
    const wrong = new Uint8Array(32).fill(7);
    await expect(run(id, 'aria', echo, { signingKey: wrong }).ended).rejects.toMatchObject({ status: 401 });
    await expect(run(id, 'aria', echo, { officeId: other.id }).ended).rejects.toMatchObject({ status: 403 });
    await expect(run(id, 'aria', echo, { officeId: 'nowhere' }).ended).rejects.toMatchObject({ status: 404 });
    await expect(run(id, 'aria', echo, { agentId: 'bo', signingKey: key }).ended).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });

  test('error: ends with 401 when the agent is fired', async () => {
    const id = await officeWith(['aria']);
    const { ended } = run(id, 'aria', echo, { pollMs: 100 });
    await until(
      () => world.owner.callbacks.list(id),
      ({ length }) => length === 1,
    );
    await world.owner.employees.delete(id, 'aria');
    await expect(ended).rejects.toMatchObject({ status: 401 });
  });

  test('error: refuses bad definitions and sends nothing', async () => {
    const id = await officeWith(['aria']);
    for (const options of [
      { officeId: '' },
      { agentId: '' },
      { pollMs: 0 },
      { pollMs: Number.POSITIVE_INFINITY },
      { graceMs: Number.NaN },
      { signingKey: new Uint8Array(5) },
      { endpoint: 'http://example.com' },
    ]) {
      await expect(run(id, 'aria', echo, options).ended).rejects.toMatchObject({ code: 'invalid_argument' });
    }
    expect(() => defineAgent({ concurrency: 0 })).toThrow('concurrency');
    expect(await world.owner.callbacks.list(id)).toEqual([]);
  });
});
