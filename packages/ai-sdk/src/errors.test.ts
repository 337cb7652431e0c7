import { APICallError, LoadAPIKeyError, NoSuchModelError } from '@ai-sdk/provider';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { generateText } from 'ai';
import { describe, expect, test, vi } from 'vitest';
import { emulator, office } from '../test/office.ts';
import { createMitosis } from './mitosis.ts';

describe('errors', () => {
  test.each([
    ['acme', /must be `office\/agent`/],
    ['nowhere/aria', /no office nowhere/],
  ])('error: %s is no model', async (id, message) => {
    const { mitosis } = await office();
    const failure = generateText({ model: mitosis(id), prompt: 'hello' });
    await expect(failure).rejects.toSatisfy(NoSuchModelError.isInstance);
    await expect(failure).rejects.toThrow(message);
  });

  test('error: an agent that does not exist, in a stream as well', async () => {
    const { mitosis } = await office();
    const model = mitosis('acme/cleo');
    await expect(generateText({ model, prompt: 'hello' })).rejects.toMatchObject({
      statusCode: 404,
      isRetryable: false,
    });
    await expect(
      model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] }),
    ).rejects.toSatisfy(APICallError.isInstance);
  });

  test('error: a key that is refused, and none', async () => {
    const { mitosis: _ } = await office();
    const endpoint = emulator?.endpoint;
    const refused = createMitosis({ endpoint, apiKey: 'mi_wrong' })('acme/aria');
    await expect(generateText({ model: refused, prompt: 'hello' })).rejects.toMatchObject({
      name: 'AI_APICallError',
      statusCode: 401,
      isRetryable: false,
      data: { code: expect.any(String), outcome: 'rejected' },
    });
    vi.stubEnv('MITOSIS_API_KEY', '');
    const none = createMitosis({ endpoint })('acme/aria');
    await expect(generateText({ model: none, prompt: 'hello' })).rejects.toSatisfy(
      LoadAPIKeyError.isInstance,
    );
  });

  test('error: a server that fails is retried by the transport only', async () => {
    let requests = 0;
    let isDown = false;
    const { model } = await office(undefined, {
      faults: ({ method, target }) => {
        if (!isDown || method !== 'GET' || !target.startsWith('/api/v1/offices')) return undefined;
        requests++;
        return { status: 503, retryAfter: 0 };
      },
    });
    isDown = true;
    await expect(generateText({ model, prompt: 'hello' })).rejects.toMatchObject({
      statusCode: 503,
      isRetryable: false,
    });
    expect(requests).toBe(3);
    isDown = false;
    expect((await generateText({ model, prompt: 'hello' })).text).toBe('You said: hello');
  });

  test('error: without retries of the transport, the AI SDK retries what did not arrive', async () => {
    let requests = 0;
    let isDown = false;
    const { transport } = await office(undefined, {
      faults: ({ method, target }) =>
        isDown && method === 'GET' && target.startsWith('/api/v1/offices') && ++requests <= 2
          ? { status: 503, retryAfter: 0 }
          : undefined,
    });
    const once = new Transport({
      endpoint: emulator?.endpoint ?? '',
      apiKey: emulator?.apiKey ?? '',
      maxRetries: 0,
    });
    const mitosis = createMitosis({ client: { transport: once, xmtp: new XMTPChannel(transport) } });
    isDown = true;
    const { text } = await generateText({ model: mitosis('acme/aria'), prompt: 'hello' });
    expect(text).toBe('You said: hello');
    expect(requests).toBeGreaterThan(2);
  });

  test('error: an answer that does not come in time', async () => {
    const { model } = await office(() => new Promise(() => undefined));
    for (const conversation of [undefined, 'own']) {
      const mitosis = { timeoutMs: 50, ...(conversation && { conversation }) };
      await expect(
        generateText({ model, prompt: 'hello', providerOptions: { mitosis } }),
      ).rejects.toMatchObject({
        name: 'AI_APICallError',
        message: expect.stringMatching(/did not answer within 0\.05 s/),
        isRetryable: false,
      });
    }
  });

  test('error: an abort before and during a call has the name that the AI SDK expects', async () => {
    const { model, heard } = await office(() => new Promise(() => undefined));
    await expect(
      generateText({ model, prompt: 'x', abortSignal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    const abort = new AbortController();
    const failure = generateText({ model, prompt: 'hello', abortSignal: abort.signal });
    failure.catch(() => undefined);
    await vi.waitUntil(() => heard.length === 1, { timeout: 60_000 });
    abort.abort(new Error('my own reason'));
    await expect(failure).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each([
    ['an unknown option', { conversatoin: 'x' }],
    ['an empty conversation', { conversation: '' }],
    ['another word for files', { files: 'drop' }],
    ['a time limit of 0', { timeoutMs: 0 }],
  ])('error: refuses %s', async (_, mitosis) => {
    const model = createMitosis({ endpoint: 'http://127.0.0.1:9', apiKey: 'mi_x' })('acme/aria');
    await expect(
      generateText({ model, prompt: 'x', providerOptions: { mitosis: mitosis as never } }),
    ).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  test('error: refuses misspelt settings, and a client that is none; agents are language models only', () => {
    expect(() => createMitosis({ endPoint: 'x' } as never)).toThrow(/endPoint/);
    expect(() => createMitosis({ client: {} as never })).toThrow(/client/);
    const { embeddingModel, imageModel } = createMitosis({ apiKey: 'mi_x' });
    for (const make of [embeddingModel, imageModel])
      expect(() => make('acme/aria')).toThrow(NoSuchModelError);
  });
});
