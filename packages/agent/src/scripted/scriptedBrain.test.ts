import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { brainContext, brainMemory, wholeOf } from '../../test/brainContext.ts';
import type { BrainContext } from '../brain/BrainContext.ts';
import {
  type ScriptedBrain,
  type ScriptedBrainOptions,
  type ScriptLine,
  scriptedBrain,
} from '../scripted.ts';
import { tool } from '../tools/tool.ts';

let works = 0;
/** Asks a question of its own. */
const ask = (brain: ScriptedBrain, message: string, more: Partial<BrainContext> = {}) =>
  wholeOf(brain.answer(message, brainContext({ workId: `work-${works++}`, ...more })));
const work = (brain: ScriptedBrain, title: string, more: Partial<BrainContext> = {}) =>
  brain.work(
    { id: 't', office_id: 'o', title, status: 'running', created_at: '' },
    brainContext({ workId: `work-${works++}`, ...more }),
  );
const aria = brainContext().agent;

/** Adds two numbers; fails below zero. */
const add = tool({
  name: 'add',
  description: 'Adds two numbers.',
  input: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => a + b,
});

test('default: says the text of the first line that matches', async () => {
  const brain = scriptedBrain([
    { message: 'hello', say: 'Hi.' },
    { message: /weather in (\w+)(?<mark>\?)?/, say: ({ match, groups }) => `${match[1]} ${groups['mark']}` },
    { message: ({ text }) => text.length > 100, say: 'Too long.' },
    { message: '*', say: async ({ text, agent }) => `${agent} does not know ${text}` },
  ]);
  expect(brain.capabilities).toEqual(['chat', 'tasks']);
  expect(await ask(brain, ' hello\n')).toBe('Hi.');
  expect(await ask(brain, 'The weather in Bern?')).toBe('Bern ?');
  expect(await ask(brain, 'x'.repeat(101))).toBe('Too long.');
  expect(await ask(brain, 'hello there')).toBe('aria does not know hello there');
  expect(brain.requests.map(({ text, answer }) => [text.slice(0, 9), answer])).toEqual([
    [' hello\n', 'Hi.'],
    ['The weath', 'Bern ?'],
    ['xxxxxxxxx', 'Too long.'],
    ['hello the', 'aria does not know hello there'],
  ]);
  brain.assertMatched();
});

test('behavior: a regular expression that remembers its place matches each time', async () => {
  const brain = scriptedBrain([{ message: /hello/gy, say: 'Hi.' }]);
  for (let round = 0; round < 3; round++) expect(await ask(brain, 'hello')).toBe('Hi.');
});

describe('how an answer comes', () => {
  test('behavior: in pieces, at the pace of the line, after its delay', async () => {
    const seen: (string | number)[] = [];
    const context = brainContext({ sleep: async (ms) => void seen.push(ms) });
    const brain = scriptedBrain([{ message: '*', say: ['One ', 'two ', 'three'], delayMs: 70, paceMs: 5 }]);
    for await (const piece of brain.answer('?', context) as AsyncIterable<string>) seen.push(piece);
    expect(seen).toEqual([70, 'One ', 5, 'two ', 5, 'three']);
  });

  test('behavior: from a generator, as it yields', async () => {
    const brain = scriptedBrain([
      {
        message: /count to (\d)/,
        async *say({ match: [, most = 0] }) {
          for (let number = 1; number <= Number(most); number++) yield `${number}.`;
        },
      },
    ]);
    expect(await ask(brain, 'count to 4')).toBe('1.2.3.4.');
  });

  test('behavior: not at all, for an empty text', async () => {
    expect(await ask(scriptedBrain([{ message: '*', say: '' }]), '?')).toBe('');
  });

  test('error: a failure comes after the pieces, and is recorded', async () => {
    const error = new TypeError('broken');
    const brain = scriptedBrain([
      { message: 'text', say: 'Half of', fail: 'The model is down.' },
      { message: 'error', fail: error },
      { message: 'bug', say: () => Promise.reject(error) },
    ]);
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const piece of brain.answer('text', brainContext()) as AsyncIterable<string>)
        pieces.push(piece);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'brain_failed', message: 'The model is down.' });
    expect(pieces).toEqual(['Half of']);
    await expect(ask(brain, 'error')).rejects.toBe(error);
    await expect(ask(brain, 'bug')).rejects.toBe(error);
    expect(brain.requests).toMatchObject([
      { answer: 'Half of', error: { code: 'brain_failed' } },
      { error },
      { error },
    ]);
    // The script intended it.
    brain.assertMatched();
  });

  test('behavior: a stop of the agent ends a delay', async () => {
    const stop = new AbortController();
    const sleep = () => {
      stop.abort(new Error('stopped'));
      return Promise.reject(stop.signal.reason);
    };
    const brain = scriptedBrain([{ message: '*', say: 'late', delayMs: 1 }]);
    await expect(ask(brain, '?', { sleep, signal: stop.signal })).rejects.toThrow('stopped');
    expect(brain.requests).toMatchObject([{ answer: '', error: { message: 'stopped' } }]);
  });
});

describe('which line applies', () => {
  const twice: ScriptLine[] = [
    { message: 'next', say: 'one', times: 1 },
    { message: 'next', say: 'two', times: 2 },
  ];

  test('behavior: lines that are used up give way to the next; without one, the request fails', async () => {
    const brain = scriptedBrain(twice);
    const answers = [await ask(brain, 'next'), await ask(brain, 'next'), await ask(brain, 'next')];
    expect(answers).toEqual(['one', 'two', 'two']);
    await expect(ask(brain, 'next')).rejects.toMatchObject({
      code: 'brain_unscripted',
      message:
        'All lines for it are used up: the message "next" to aria. Its lines: message: "next", message: "next".',
    });
  });

  test('behavior: with `loop`, the lines begin again', async () => {
    const brain = scriptedBrain(twice, { loop: true });
    const answers: string[] = [];
    for (let round = 0; round < 7; round++) answers.push(await ask(brain, 'next'));
    expect(answers.join(' ')).toBe('one two two one two two one');
  });

  test('behavior: a line can be for one agent, and tasks get no lines for messages', async () => {
    const brain = scriptedBrain([
      { message: '*', agent: 'bo', say: 'I am Bo.' },
      { message: '*', say: 'I am not Bo.' },
      { task: '*', complete: 'Done.' },
    ]);
    expect(await ask(brain, '?')).toBe('I am not Bo.');
    expect(await ask(brain, '?', { agent: { ...aria, name: 'bo' } })).toBe('I am Bo.');
    expect(await work(brain, '?')).toBe('Done.');
  });

  test('behavior: lines of `use` come first; `reset` returns to the first script, unused', async () => {
    const brain = scriptedBrain(twice);
    await ask(brain, 'next');
    brain.use({ message: 'next', say: 'now', times: 1 });
    expect([await ask(brain, 'next'), await ask(brain, 'next')]).toEqual(['now', 'two']);
    brain.reset();
    expect(brain.requests).toEqual([]);
    expect(await ask(brain, 'next')).toBe('one');
  });

  test('behavior: a request that comes again after a restart gets the same line', async () => {
    const brain = scriptedBrain(twice);
    expect(await ask(brain, 'next', { workId: 'same' })).toBe('one');
    expect(await ask(brain, 'next', { workId: 'same' })).toBe('one');
    expect(await ask(brain, 'next')).toBe('two');
  });

  test('error: a request without a line fails, and the test can see it', async () => {
    const brain = scriptedBrain([
      { message: 'hello', say: 'Hi.' },
      { task: /^Audit/, complete: 'Done.' },
      { message: () => false, say: 'never' },
    ]);
    const lines = 'Its lines: message: "hello", task: /^Audit/, message: a function.';
    const failure = {
      code: 'brain_unscripted',
      message: `No line of the script matches: the message "bye\\n\\"now\\"" to aria. ${lines}`,
      hint: 'Add a line with `message: "bye\\n\\"now\\""`, or one with `message: \'*\'` at the end.',
    };
    await expect(ask(brain, 'bye\n"now"')).rejects.toMatchObject(failure);
    await expect(work(brain, 'Dig')).rejects.toThrow('the task "Dig" to aria');
    expect(brain.unmatched.map(({ text }) => text)).toEqual(['bye\n"now"', 'Dig']);
    expect(() => brain.assertMatched()).toThrow(
      expect.objectContaining({
        code: 'script_unmatched',
        message: `${failure.message} 1 more requests had no line.`,
        hint: failure.hint,
      }),
    );
    brain.reset();
    brain.assertMatched();
    await expect(ask(scriptedBrain(), 'x'.repeat(9_000))).rejects.toThrow(/to aria\. It has no lines\.$/);
  });
});

describe('tools', () => {
  const brainOf = (lines: ScriptLine[], options: ScriptedBrainOptions = {}) =>
    scriptedBrain(lines, { tools: [add], ...options });

  test('default: are called before the answer, one after the other or at once', async () => {
    const brain = brainOf([
      {
        message: '*',
        call: [
          { tool: 'add', input: { a: 1, b: 2 } },
          [
            { tool: 'add', input: { a: 3, b: 4 } },
            { tool: 'add', input: { a: 'x' } },
          ],
        ],
        say: ({ results }) => results.map((result) => result.slice(0, 22)).join(', '),
      },
    ]);
    const context = brainContext();
    expect(await wholeOf(brain.answer('?', context))).toBe('3, 7, The input is not valid');
    expect(context.steps.slice(0, 2)).toEqual(['add …', 'add: 3']);
    expect(brain.requests[0]?.results).toEqual([
      '3',
      '7',
      expect.stringMatching(/^The input is not valid: /),
    ]);
  });

  test('behavior: a function decides on each step by the results so far', async () => {
    const brain = brainOf([
      {
        task: 'Sum',
        call: ({ results }) =>
          results.length < 5
            ? { tool: 'add', input: { a: Number(results.at(-1) ?? 0), b: results.length } }
            : undefined,
        complete: ({ results }) => results.join(' '),
      },
    ]);
    expect(await work(brain, 'Sum')).toBe('0 1 3 6 10');
  });

  test('error: an agent that calls forever ends after `maxSteps`', async () => {
    const brain = brainOf([{ message: '*', call: () => ({ tool: 'add', input: { a: 1, b: 1 } }) }], {
      maxSteps: 4,
    });
    await expect(ask(brain, '?')).rejects.toMatchObject({ code: 'brain_steps' });
    expect(brain.requests[0]?.results).toEqual(['2', '2', '2']);
  });

  test('behavior: a call that was done is not repeated after a restart', async () => {
    let calls = 0;
    const once = tool({
      name: 'once',
      description: 'Counts.',
      input: z.object({}),
      run: () => ++calls,
    });
    const stop = new AbortController();
    const say = async () => {
      if (!stop.signal.aborted) {
        stop.abort(new Error('killed'));
        await new Promise(() => undefined);
      }
      return `called ${calls}`;
    };
    const brain = scriptedBrain([{ message: '*', call: { tool: 'once' }, say, times: 1 }], { tools: [once] });
    const kept = { workId: 'w', memory: brainMemory() };
    const killed = ask(brain, '?', { ...kept, signal: stop.signal });
    // The agent leaves work behind when it is killed.
    await Promise.race([killed, new Promise((resolve) => stop.signal.addEventListener('abort', resolve))]);
    expect(await ask(brain, '?', kept)).toBe('called 1');
  });
});

describe('tasks', () => {
  test('default: are logged, completed, failed, or handed on', async () => {
    const handed: string[] = [];
    const handOn = async (name: string) => void handed.push(name);
    const brain = scriptedBrain([
      {
        task: /^Audit (\w+)/,
        log: ['read', 'checked'],
        complete: ({ match }) => `No findings in ${match[1]}.`,
      },
      { task: 'Impossible', log: 'tried', fail: 'There are no figures.' },
      { task: 'Dig', handOn: 'bo', times: 1 },
      { task: 'Dig', complete: ({ task }) => `Dug ${task?.id}.` },
    ]);
    const steps: string[] = [];
    const log = (step: string) => void steps.push(step);
    expect(await work(brain, 'Audit Q1', { log })).toBe('No findings in Q1.');
    await expect(work(brain, 'Impossible', { log })).rejects.toThrow('There are no figures.');
    expect(steps).toEqual(['read', 'checked', 'tried']);
    // The same task, which came back.
    const same = { workId: 'dig', memory: brainMemory(), handOn };
    expect([await work(brain, 'Dig', same), handed]).toEqual(['', ['bo']]);
    expect(await work(brain, 'Dig', same)).toBe('Dug t.');
    expect(brain.requests[0]).toMatchObject({
      type: 'task',
      task: { id: 't' },
      answer: 'No findings in Q1.',
    });
  });
});

describe('a line that is invalid is refused', () => {
  test.each<[string, string, unknown]>([
    ['lines[1].mesage', 'is not an option', { mesage: 'a', say: 'b' }],
    ['lines[1].message', 'got nothing', { say: 'b' }],
    ['lines[1].task', 'got a number', { task: 1, complete: 'b' }],
    ['lines[1]', 'needs `say`, `call` or `fail`', { message: 'a' }],
    ['lines[1]', 'needs `complete`, `handOn` or `fail`', { task: 'a', log: 'b' }],
    ['lines[1]', 'got null', null],
    ['lines[1].say', 'is not an option', { task: 'a', say: 'b' }],
    ['lines[1].say', 'got a number', { message: 'a', say: 1 }],
    ['lines[1].say', 'got a list', { message: 'a', say: ['b', 1] }],
    ['lines[1].complete', 'got a list', { task: 'a', complete: ['b'] }],
    ['lines[1].handOn', 'name', { task: 'a', handOn: '' }],
    ['lines[1].agent', 'name', { message: 'a', say: 'b', agent: 1 }],
    ['lines[1].times', 'whole number', { message: 'a', say: 'b', times: 0 }],
    ['lines[1].delayMs', 'number of ms', { message: 'a', say: 'b', delayMs: -1 }],
    ['lines[1].paceMs', 'number of ms', { message: 'a', say: 'b', paceMs: Number.NaN }],
    ['lines[1].log', 'list of texts', { message: 'a', say: 'b', log: [1] }],
    ['lines[1].call', '{ tool, input }', { message: 'a', call: [{ name: 'x' }] }],
    ['lines[1].fail', 'got a number', { message: 'a', fail: 500 }],
  ])('error: %s %s', (argument, message, line) => {
    const lines = [{ message: 'x', say: 'y' }, line] as ScriptLine[];
    expect(() => scriptedBrain(lines)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        argument,
        message: expect.stringContaining(message),
      }),
    );
  });

  test('error: also in `use`, which adds none of them then', async () => {
    const brain = scriptedBrain();
    expect(() => brain.use({ message: '*', say: 'a' }, { message: '*' })).toThrow('lines[1]');
    await expect(ask(brain, '?')).rejects.toThrow('It has no lines.');
    expect(() => scriptedBrain({} as never)).toThrow('lines');
  });
});
