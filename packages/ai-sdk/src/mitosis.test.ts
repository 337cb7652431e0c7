import type { BrainContext } from '@mitosislabs/agent';
import { FilesAPI } from '@mitosislabs/api';
import {
  convertToModelMessages,
  generateText,
  type ModelMessage,
  Output,
  readUIMessageStream,
  streamText,
  type UIMessage,
} from 'ai';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { office } from '../test/office.ts';

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
    await vi.waitUntil(() => histories.length === 2, { timeout: 60_000 });
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
    await vi.waitUntil(() => histories.length === heard.length, { timeout: 60_000 });
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

  test.each([
    ['the shared conversation', {}],
    ['a conversation of its own', { providerOptions: { mitosis: { conversation: 'one' } } }],
  ])('behavior: in %s, the late answer to an aborted question answers no other one', async (_, own) => {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { model, heard } = await office(async (text) => {
      if (text === 'slow') await gate;
      return `You said: ${text}`;
    });
    const stop = new AbortController();
    const slow = generateText({ model, prompt: 'slow', abortSignal: stop.signal, ...own });
    slow.catch(() => undefined);
    await vi.waitUntil(() => heard.includes('slow'), { timeout: 60_000 });
    stop.abort();
    await expect(slow).rejects.toThrow();
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'quick' }] }];
    // Resolves when the question is stored.
    const { stream } = await model.doStream({ prompt, ...own });
    goOn();
    let text = '';
    for await (const part of stream) if (part.type === 'text-delta') text += part.delta;
    expect(text).toBe('You said: quick');
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

  // On a busy machine, the preview of an answer may be given up: the answer comes as a whole then, and is asked for again.
  const patience = () => new Promise<void>((resolve) => setTimeout(resolve, 5_000));

  test('default: streams an answer while it grows', async () => {
    let seen: () => void = () => undefined;
    const { model } = await office(async function* (text: string) {
      const isSeen = new Promise<void>((resolve) => {
        seen = resolve;
      });
      yield 'You said: ';
      await Promise.race([isSeen, patience()]);
      yield text;
    });
    const pieces: string[] = [];
    while (pieces.length < 2) {
      pieces.splice(0);
      const { textStream, finishReason, warnings } = streamText({ model, prompt: 'hello', temperature: 1 });
      for await (const piece of textStream) {
        pieces.push(piece);
        seen();
      }
      expect(await finishReason).toBe('stop');
      expect(await warnings).toMatchObject([{ feature: 'temperature' }]);
      expect(pieces.join('')).toBe('You said: hello');
    }
  });

  test('behavior: the steps of an agent are its reasoning', async () => {
    let seen: () => void = () => undefined;
    const { model } = await office(async (_, { log }: BrainContext) => {
      const isSeen = new Promise<void>((resolve) => {
        seen = resolve;
      });
      log('reading report.md …');
      await Promise.race([isSeen, patience()]);
      return 'It is 7.';
    });
    const parts: string[] = [];
    while (parts.length < 2) {
      parts.splice(0);
      for await (const part of streamText({ model, prompt: 'how much?' }).fullStream) {
        if (part.type === 'reasoning-delta' || part.type === 'text-delta') parts.push(part.text);
        if (part.type === 'reasoning-delta') seen();
      }
      expect(parts.at(-1)).toBe('It is 7.');
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
