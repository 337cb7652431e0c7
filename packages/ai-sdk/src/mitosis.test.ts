import { APICallError, LoadAPIKeyError, NoSuchModelError } from '@ai-sdk/provider';
import type { Brain, BrainContext } from '@mitosislabs/agent';
import { EmployeesAPI, FilesAPI, OfficesAPI } from '@mitosislabs/api';
import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import {
  convertToModelMessages,
  generateText,
  type ModelMessage,
  Output,
  readUIMessageStream,
  streamText,
  type UIMessage,
} from 'ai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createMitosis, type MitosisProvider } from './mitosis.ts';

vi.setConfig({ testTimeout: 120_000 });

let emulator: Emulator | undefined;
afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
  vi.unstubAllEnvs();
});

type Answer = Brain['answer'];

/** An office with aria, who answers like this. `heard` has what it was asked. */
async function office(
  answer: Answer = async (text) => `You said: ${text}`,
  options: Partial<EmulatorOptions> = {},
) {
  const heard: string[] = [];
  const histories: string[][] = [];
  const brain: Brain = {
    capabilities: ['chat'],
    answer: (text, context) => {
      heard.push(text);
      const withHistory = async (): Promise<void> => {
        histories.push((await context.history()).map(({ content }) => content));
      };
      void withHistory();
      return answer(text, context);
    },
    work: async () => 'done',
  };
  emulator = await startEmulator({ readyAfterMs: 5, brain, ...options });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await new OfficesAPI(transport).create({ name: 'acme' });
  const employees = new EmployeesAPI(transport);
  await employees.hire(id, { name: 'aria' });
  await vi.waitUntil(async () => (await employees.get(id, 'aria')).status.ready, { timeout: 60_000 });
  const mitosis = createMitosis({ endpoint, apiKey });
  return { id, heard, histories, transport, mitosis, model: mitosis('acme/aria') };
}

const user = (content: string): ModelMessage => ({ role: 'user', content });
const assistant = (content: string): ModelMessage => ({ role: 'assistant', content });

describe('generateText', () => {
  test('default: asks an agent, named by its office’s name or id', async () => {
    const { id, model, mitosis } = await office();
    const { text, finishReason, usage, providerMetadata, warnings } = await generateText({
      model,
      prompt: 'hello',
    });
    expect(text).toBe('You said: hello');
    expect([finishReason, warnings, usage.totalTokens]).toEqual(['stop', [], undefined]);
    expect(providerMetadata).toEqual({
      mitosis: { officeId: id, agent: 'aria', messageId: expect.any(String) },
    });
    expect((await generateText({ model: mitosis(`${id}/aria`), prompt: 'again' })).text).toBe(
      'You said: again',
    );
  });

  test('behavior: what the agent has answered itself is not sent again', async () => {
    const { model, heard, histories } = await office(async (text) => `answer to ${text}`);
    const first = await generateText({ model, prompt: 'one' });
    const messages = [user('one'), assistant(first.text), user('two')];
    expect((await generateText({ model, instructions: 'Be kind.', messages })).text).toBe('answer to two');
    expect(heard).toEqual(['one', 'two']);
    await vi.waitUntil(() => histories.length === 2);
    expect(histories[1]).toEqual(['one', 'answer to one', 'two']);
  });

  test('behavior: a conversation with another model, and instructions, are sent along', async () => {
    const { model, heard } = await office(async () => 'ok');
    const messages = [user('My name is Ada.'), assistant('Hello Ada!'), user('What is my name?')];
    await generateText({ model, instructions: 'Be brief.', messages });
    expect(heard).toEqual([
      [
        '[Instructions]\nBe brief.',
        '[Our conversation so far]\nuser: My name is Ada.\nyou: Hello Ada!',
        '[The question]',
        'What is my name?',
      ].join('\n\n'),
    ]);
  });

  test('behavior: a conversation with an id is one of its own', async () => {
    const { model, histories, heard } = await office(
      async (text, { history }) => `${(await history()).length}: ${text}`,
    );
    const ask = async (prompt: string, conversation?: string) =>
      (
        await generateText({
          model,
          prompt,
          ...(conversation && { providerOptions: { mitosis: { conversation } } }),
        })
      ).text;
    expect(await ask('a', 'first')).toBe('1: a');
    expect(await ask('b', 'second')).toBe('1: b');
    expect(await ask('c', 'first')).toBe('3: c');
    expect(await ask('d')).toBe('1: d');
    const headers = { 'X-Mitosis-Conversation': 'second' };
    expect((await generateText({ model, prompt: 'e', headers })).text).toBe('3: e');
    await vi.waitUntil(() => histories.length === heard.length);
    expect(histories[2]).toEqual(['a', '1: a', 'c']);
  });

  test('behavior: questions at the same time get their own answers', async () => {
    const { model } = await office();
    const prompts = Array.from({ length: 6 }, (_, index) => `question ${index}`);
    const answers = await Promise.all(prompts.map((prompt) => generateText({ model, prompt })));
    expect(answers.map(({ text }) => text)).toEqual(prompts.map((prompt) => `You said: ${prompt}`));
    const own = { providerOptions: { mitosis: { conversation: 'one' } } };
    const grouped = await Promise.all(
      prompts.slice(0, 3).map((prompt) => generateText({ model, prompt, ...own })),
    );
    expect(grouped.map(({ text }) => text)).toEqual(
      prompts.slice(0, 3).map((prompt) => `You said: ${prompt}`),
    );
  });

  test('behavior: settings that an agent does not take are warnings', async () => {
    const { model } = await office();
    const { warnings } = await generateText({
      model,
      prompt: 'hello',
      temperature: 0.5,
      maxOutputTokens: 5,
      seed: 1,
      tools: { add: { inputSchema: z.object({}) } },
    });
    expect(warnings?.map((warning) => Reflect.get(warning, 'feature'))).toEqual(
      expect.arrayContaining(['temperature', 'maxOutputTokens', 'seed', 'tools']),
    );
  });

  test('behavior: an object is asked for in words', async () => {
    const { model, heard } = await office(async () => '{"city":"Paris"}');
    const schema = z.object({ city: z.string() });
    const { output, warnings } = await generateText({
      model,
      prompt: 'Where?',
      output: Output.object({ schema }),
    });
    expect(output).toEqual({ city: 'Paris' });
    expect(heard[0]).toMatch(/^Where\?\n\n\[Form of the answer\]\nAnswer with nothing but JSON.*\n.*"city"/);
    expect(warnings).toMatchObject([{ type: 'compatibility', feature: 'responseFormat' }]);
  });

  test('behavior: a file with an address is named', async () => {
    const { model, heard } = await office(async () => 'ok');
    const data = new URL('https://example.com/photo.png');
    const content = [{ type: 'file' as const, data, mediaType: 'image/png' }];
    await generateText({ model, messages: [{ role: 'user', content }] });
    expect(heard).toEqual(['[image/png: https://example.com/photo.png]']);
  });

  test('behavior: texts are in the message, other files on the shared drive', async () => {
    const { id, model, heard, transport } = await office(async () => 'ok');
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]);
    const content = [
      { type: 'text' as const, text: 'Look:' },
      { type: 'file' as const, data: png, mediaType: 'image/png', filename: '../../my photo.png' },
      {
        type: 'file' as const,
        data: new TextEncoder().encode('a,b\n1,2'),
        mediaType: 'text/csv',
        filename: 'q1.csv',
      },
    ];
    await generateText({ model, messages: [{ role: 'user', content }] });
    const name = /The file (chat-[0-9a-f]{8}-my_photo\.png) \(image\/png\)/.exec(heard[0] ?? '')?.[1] ?? '';
    expect(heard[0]).toBe(
      `Look:\n\n[The file ${name} (image/png) is on the shared drive.]\n\n[q1.csv]\na,b\n1,2`,
    );
    const stored = await new FilesAPI(transport).download(id, name);
    expect(new Uint8Array(await stored.arrayBuffer())).toEqual(png);
    const { warnings } = await generateText({
      model,
      messages: [{ role: 'user', content }],
      providerOptions: { mitosis: { files: 'omit' } },
    });
    expect(warnings).toMatchObject([{ type: 'unsupported', feature: 'files of the type image/png' }]);
    expect(await new FilesAPI(transport).list(id)).toHaveLength(1);
  });
});

describe('streamText', () => {
  /** An answer that goes on when the test says so. */
  function growing() {
    const waiting: (() => void)[] = [];
    const next = () => new Promise<void>((resolve) => void waiting.push(resolve));
    const goOn = async (): Promise<void> => {
      await vi.waitUntil(() => waiting.length > 0, { timeout: 60_000 });
      waiting.shift()?.();
    };
    return { next, goOn };
  }

  test('default: streams an answer while it grows', async () => {
    const { next, goOn } = growing();
    const { model } = await office(async function* (text: string) {
      yield 'You said: ';
      await next();
      yield text;
    });
    const { textStream, finishReason, warnings } = streamText({ model, prompt: 'hello', temperature: 1 });
    const pieces: string[] = [];
    for await (const piece of textStream) {
      pieces.push(piece);
      if (pieces.length === 1) await goOn();
    }
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe('You said: hello');
    expect(await finishReason).toBe('stop');
    expect(await warnings).toMatchObject([{ feature: 'temperature' }]);
  });

  test('behavior: the steps of an agent are its reasoning', async () => {
    const { next, goOn } = growing();
    const { model } = await office(async (_, { log }: BrainContext) => {
      log('reading report.md …');
      await next();
      return 'It is 7.';
    });
    const { fullStream } = streamText({ model, prompt: 'how much?' });
    const parts: string[] = [];
    for await (const part of fullStream) {
      if (part.type === 'reasoning-delta') {
        parts.push(part.text);
        await goOn();
      } else if (part.type === 'text-delta') parts.push(part.text);
    }
    expect(parts).toEqual(['reading report.md …\n', 'It is 7.']);
  });

  test('behavior: an abort ends the stream, and the next question gets its own answer', async () => {
    const { next, goOn } = growing();
    const { model, heard } = await office(async (text) => {
      if (text === 'slow') await next();
      return `You said: ${text}`;
    });
    const abort = new AbortController();
    const aborted: string[] = [];
    const { fullStream } = streamText({
      model,
      prompt: 'slow',
      abortSignal: abort.signal,
      onAbort: () => void aborted.push('onAbort'),
    });
    for await (const part of fullStream) {
      if (part.type === 'start') {
        await vi.waitUntil(() => heard.length === 1, { timeout: 60_000 });
        abort.abort();
      }
      if (part.type === 'abort') aborted.push('part');
    }
    expect(aborted).toEqual(expect.arrayContaining(['part', 'onAbort']));
    const second = generateText({ model, prompt: 'quick' });
    await goOn();
    expect((await second).text).toBe('You said: quick');
  });

  test('behavior: a chat of a page: each message is sent once', async () => {
    const { model, heard } = await office(async (text) => `answer to ${text}`);
    const messages: UIMessage[] = [];
    for (const text of ['one', 'two', 'three']) {
      messages.push({ id: text, role: 'user', parts: [{ type: 'text', text }] });
      const result = streamText({ model, messages: await convertToModelMessages(messages) });
      let answer: UIMessage | undefined;
      for await (const state of readUIMessageStream({ stream: result.toUIMessageStream() })) answer = state;
      if (answer) messages.push(answer);
    }
    expect(heard).toEqual(['one', 'two', 'three']);
    const texts = messages.map(({ parts }) =>
      parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    );
    expect(texts).toEqual(['one', 'answer to one', 'two', 'answer to two', 'three', 'answer to three']);
  });
});

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
    const model: MitosisProvider extends (id: string) => infer M ? M : never = mitosis('acme/nobody');
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
    const { XMTPChannel } = await import('@mitosislabs/xmtp');
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
