import { OfficesAPI } from '@mitosislabs/api/offices';
import OpenAI from 'openai';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../test/world.ts';

let world: World;
/** The world of tests that leave nothing behind. */
let quiet: World | undefined;
afterEach(async () => {
  if (world !== quiet) await world?.close();
});
afterAll(() => quiet?.close());

async function quietWorld(): Promise<World> {
  quiet ??= await startWorld();
  return quiet;
}

const client = (options: object = {}) =>
  new OpenAI({ baseURL: `${world.server.url}/v1`, apiKey: world.server.key, ...options });
const user = (content: string) => ({ role: 'user' as const, content });
const model = 'acme/aria';

/** Waits until a condition holds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('models', () => {
  test('default: lists the agents as office/agent, and returns one', async () => {
    world = await startWorld();
    await world.hire('bo');
    const models = [];
    for await (const one of client().models.list()) models.push(one);
    expect(models.map(({ id }) => id)).toEqual(['acme/aria', 'acme/bo']);
    expect(models[0]).toEqual({
      id: model,
      object: 'model',
      created: expect.any(Number),
      owned_by: 'mitosis',
    });
    expect(await client().models.retrieve(model)).toEqual(models[0]);
    expect(await (await world.fetch(`/v1/models/${model}`)).json()).toEqual(models[0]);
  });

  test('behavior: an office whose name is hostile or not unique is named by its id', async () => {
    world = await startWorld();
    const offices = new OfficesAPI(world.transport);
    const ids = [];
    for (const name of ['../up', 'a/b', 'twin', 'twin', 'ü\u202e']) {
      const { id } = await offices.create({ name, forceCreate: true });
      await world.hire('bo', id);
      ids.push(id);
    }
    const listed = (await client().models.list()).data.map(({ id }) => id);
    expect(listed).toEqual([model, ...ids.map((id) => `${id}/bo`)]);
    const { choices } = await client().chat.completions.create({
      model: `${ids[1]}/bo`,
      messages: [user('hello')],
    });
    expect(choices[0]?.message.content).toBe('You said: hello');
  });

  test('behavior: a server for one office shows no other', async () => {
    world = await startWorld();
    const { id } = await new OfficesAPI(world.transport).create({ name: 'other', forceCreate: true });
    await world.hire('bo', id);
    const { startServer } = await import('../index.ts');
    const server = await startServer({ transport: world.transport, officeId: id });
    const openai = client({ baseURL: `${server.url}/v1`, apiKey: server.key });
    expect((await openai.models.list()).data.map((one) => one.id)).toEqual(['other/bo']);
    await expect(openai.chat.completions.create({ model, messages: [user('x')] })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    await server.close();
  });
});

describe('chat completions', () => {
  test('default: answers with the whole text', async () => {
    world = await startWorld();
    const completion = await client().chat.completions.create({
      model,
      temperature: 0.2,
      max_tokens: 5,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
    });
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model,
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'You said: hello' } },
      ],
    });
  });

  test('behavior: streams the answer while it grows, and ends with [DONE]', async () => {
    world = await startWorld();
    const stream = await client().chat.completions.create({
      model,
      stream: true,
      messages: [user('slowly')],
    });
    let text = '';
    const reasons: unknown[] = [];
    for await (const { choices } of stream) {
      text += choices[0]?.delta.content ?? '';
      reasons.push(choices[0]?.finish_reason);
      // The agent waits until its first words were seen here.
      if (text === 'You said: ') world.goOn();
    }
    expect(text).toBe('You said: slowly');
    expect([reasons.at(-1), ...new Set(reasons.slice(0, -1))]).toEqual(['stop', null]);
    const body = JSON.stringify({ model, stream: true, messages: [user('hello')] });
    const raw = await (await world.fetch('/v1/chat/completions', { method: 'POST', body })).text();
    expect(raw.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('behavior: a conversation that goes on sends only its new message', async () => {
    world = await startWorld();
    const openai = client();
    const first = [{ role: 'system' as const, content: 'Be kind.' }, user('one')];
    const { choices } = await openai.chat.completions.create({ model, messages: first });
    const content = choices[0]?.message.content ?? '';
    await openai.chat.completions.create({
      model,
      messages: [...first, { role: 'assistant', content }, user('two')],
    });
    const said = (await world.said('aria')).filter((text) => !text.startsWith('You said: '));
    expect(said[0]).toContain('[{"role":"system","content":"Be kind."},{"role":"user","content":"one"}]');
    expect(said[1]).toBe('two');
  });

  test('behavior: one that was changed, or that another one has interrupted, is sent as a whole', async () => {
    world = await startWorld();
    const openai = client();
    const ask = async (messages: OpenAI.ChatCompletionMessageParam[]) => {
      const { choices } = await openai.chat.completions.create({ model, messages });
      return [...messages, { role: 'assistant' as const, content: choices[0]?.message.content ?? '' }];
    };
    const one = await ask([user('one')]);
    await ask([user('of another conversation')]);
    await ask([...one, user('and then?')]);
    await ask([user('one'), { role: 'assistant', content: 'not what it said' }, user('forged')]);
    const said = (await world.said('aria')).filter((text) => !text.startsWith('You said: '));
    expect(said.slice(0, 2)).toEqual(['one', 'of another conversation']);
    expect(said[2]).toContain(JSON.stringify([...one, user('and then?')]));
    expect(said[3]).toContain('not what it said');
  });

  test('behavior: two conversations at once get their own answers, streamed or not', async () => {
    world = await startWorld();
    await world.hire('bo');
    const openai = client();
    const ask = async (to: string, content: string) => {
      const { choices } = await openai.chat.completions.create({ model: to, messages: [user(content)] });
      return choices[0]?.message.content;
    };
    const stream = async (content: string) => {
      let text = '';
      const chunks = await openai.chat.completions.create({ model, stream: true, messages: [user(content)] });
      for await (const { choices } of chunks) text += choices[0]?.delta.content ?? '';
      return text;
    };
    const answers = [ask(model, 'a'), stream('b'), ask('acme/bo', 'c'), ask(model, 'd'), stream('e')];
    expect(await Promise.all(answers)).toEqual([...'abcde'].map((letter) => `You said: ${letter}`));
  });

  test('behavior: a client that goes away frees its place, and the next question gets its own answer', async () => {
    world = await startWorld({ maxConcurrent: 1 });
    const openai = client({ maxRetries: 0 });
    const stop = new AbortController();
    const left = openai.chat.completions.create(
      { model, messages: [user('slowly')] },
      { signal: stop.signal },
    );
    await until(async () => (await world.said('aria')).length > 0);
    await expect(
      openai.chat.completions.create({ model, messages: [user('too many')] }),
    ).rejects.toMatchObject({ status: 429, code: 'too_many_requests', type: 'rate_limit_error' });
    stop.abort();
    await expect(left).rejects.toThrow('aborted');
    world.goOn();
    const streaming = await client().chat.completions.create({
      model,
      stream: true,
      messages: [user('two')],
    });
    let text = '';
    for await (const { choices } of streaming) text += choices[0]?.delta.content ?? '';
    expect(text).toBe('You said: two');
    expect(await world.said('aria')).not.toContain('too many');
  });

  test('behavior: a client that leaves a stream frees its place too', async () => {
    world = await startWorld({ maxConcurrent: 1 });
    const stream = await client().chat.completions.create({
      model,
      stream: true,
      messages: [user('slowly')],
    });
    for await (const { choices } of stream) if (choices[0]?.delta.content) break;
    // Its retries wait until the place is free.
    const { choices } = await client({ maxRetries: 50 }).chat.completions.create({
      model: (await hired()).model,
      messages: [user('two')],
    });
    expect(choices[0]?.message.content).toBe('You said: two');
  });

  /** Another agent: the first one still waits for the answer that was left. */
  async function hired() {
    await world.hire('bo');
    return { model: 'acme/bo' };
  }

  test('behavior: close() lets an answer come to its end', async () => {
    world = await startWorld();
    const answer = client().chat.completions.create({ model, messages: [user('slowly')] });
    await until(async () => (await world.said('aria')).length > 0);
    const closed = world.server.close();
    world.goOn();
    expect((await answer).choices[0]?.message.content).toBe('You said: slowly');
    await closed;
    await expect(world.fetch('/v1/models')).rejects.toThrow();
  });

  test('behavior: close() ends one that takes longer than graceMs', async () => {
    world = await startWorld({ graceMs: 1 });
    const answer = client({ maxRetries: 0 }).chat.completions.create({ model, messages: [user('slowly')] });
    answer.catch(() => undefined);
    await until(async () => (await world.said('aria')).length > 0);
    await world.server.close();
    await expect(answer).rejects.toThrow();
  });
});

describe('errors', () => {
  test.each<[string, object, string]>([
    ['no model', { model: undefined }, 'model'],
    ['no messages', { messages: [] }, 'messages'],
    ['an answer at the end', { messages: [{ role: 'assistant', content: 'x' }] }, 'messages'],
    ['a result of a tool', { messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].role'],
    ['a hostile role', { messages: [{ role: '__proto__', content: 'x' }] }, 'messages[0].role'],
    [
      'an image',
      { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      'messages[0].content[0]',
    ],
    ['an empty message', { messages: [{ role: 'user', content: ' ' }] }, 'messages[0].content'],
    ['half of a surrogate pair', { messages: [user('\ud800')] }, 'messages[0].content'],
    ['U+0000', { messages: [user('a\0b')] }, 'messages[0].content'],
    ['no content', { messages: [{ role: 'user' }] }, 'messages[0].content'],
    ['a message that is none', { messages: [5] }, 'messages[0].role'],
    ['tools', { tools: [{ type: 'function' }] }, 'tools'],
    ['several answers', { n: 2 }, 'n'],
    ['JSON', { response_format: { type: 'json_object' } }, 'response_format'],
    ['a stream that is none', { stream: 'yes' }, 'stream'],
  ])('error: %s is refused, and names the parameter', async (_, wrong, param) => {
    world = await quietWorld();
    const body = JSON.stringify({ model, messages: [user('x')], ...wrong });
    const response = await world.fetch('/v1/chat/completions', { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', param, code: expect.any(String), message: expect.any(String) },
    });
    expect(await world.said('aria').catch(() => [])).toEqual([]);
  });

  test.each([
    'acme/none',
    'none/aria',
    'acme',
    'acme/',
    '/aria',
    'acme/../aria',
    'acme/..',
    'acme/a%2fb',
    '\u001b/x',
  ])('error: there is no model %j', async (name) => {
    world = await quietWorld();
    await expect(
      client().chat.completions.create({ model: name, messages: [user('x')] }),
    ).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
  });

  test('error: a body that is not JSON, is too large, or has another route', async () => {
    world = await startWorld({ maxBodyBytes: 1_000 });
    const post = (body: string) => world.fetch('/v1/chat/completions', { method: 'POST', body });
    expect((await post('{')).status).toBe(400);
    expect((await post('null')).status).toBe(400);
    const large = await post(JSON.stringify({ model, messages: [user('x'.repeat(1_000))] }));
    expect([large.status, (await large.json()).error.code]).toEqual([413, 'body_too_large']);
    const chunked = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(500)),
    });
    const endless = world.fetch('/v1/chat/completions', {
      method: 'POST',
      body: chunked,
      duplex: 'half',
    } as RequestInit);
    expect((await endless).status).toBe(413);
    expect((await world.fetch('/v1/embeddings', { method: 'POST', body: '{}' })).status).toBe(404);
  });

  test('error: without credits there is no retry, and the code says so', async () => {
    world = await startWorld(
      {},
      { faults: ({ method, target }) => (method === 'POST' && target.includes('/xmtp/') ? 402 : undefined) },
    );
    const error = await client()
      .chat.completions.create({ model, messages: [user('x')] })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 402, code: 'insufficient_quota', type: 'insufficient_quota' });
  });

  test('error: an answer that does not come in time is not asked for again', async () => {
    world = await startWorld({ timeoutMs: 300 });
    await expect(
      client().chat.completions.create({ model, messages: [user('slowly')] }),
    ).rejects.toMatchObject({ status: 504, code: 'answer_timeout' });
    expect((await world.said('aria')).filter((text) => text === 'slowly')).toHaveLength(1);
  });

  test('error: a failure in the middle of a stream is an event', async () => {
    let isBroken = false;
    world = await startWorld(
      {},
      { faults: ({ target }) => (isBroken && target.includes('/xmtp/') ? 403 : undefined) },
    );
    const stream = await client().chat.completions.create({
      model,
      stream: true,
      messages: [user('slowly')],
    });
    let text = '';
    const read = async () => {
      for await (const { choices } of stream) {
        text += choices[0]?.delta.content ?? '';
        if (text !== '') isBroken = true;
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'answer_lost' });
    isBroken = false;
    expect(text).toBe('You said: ');
  });

  test('behavior: faults of the platform double nothing', async () => {
    let count = 0;
    world = await startWorld(
      {},
      {
        faults: ({ method, target }) => {
          if (!target.includes('/xmtp/') || ++count % 4 !== 0) return undefined;
          return method === 'POST' ? 'drop' : 503;
        },
      },
    );
    for (const letter of ['a', 'b', 'c', 'd', 'e']) {
      const { choices } = await client({ maxRetries: 0 }).chat.completions.create({
        model,
        messages: [user(letter)],
      });
      expect(choices[0]?.message.content).toBe(`You said: ${letter}`);
    }
    expect(await world.said('aria')).toEqual(
      [...'abcde'].flatMap((letter) => [letter, `You said: ${letter}`]),
    );
  });
});
