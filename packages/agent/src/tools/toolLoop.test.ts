import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { brainContext, brainMemory, wholeOf } from '../../test/brainContext.ts';
import { type Answer, scriptedModel } from '../../test/scriptedModel.ts';
import type { Brain } from '../brain/Brain.ts';
import { BrainError } from '../brain/BrainError.ts';
import type { ModelBrainOptions } from '../model/ModelBrainOptions.ts';
import { modelBrain } from '../model/modelBrain.ts';
import type { StandardSchema } from './StandardSchema.ts';
import { tool } from './tool.ts';

const task = { id: 't', office_id: 'o', title: 'Audit', status: 'running', created_at: '' };
const anything = z.looseObject({});
const never = new Promise<never>(() => undefined);

/** A tool that records its inputs. */
function recorder(name = 'note', run: (input: unknown) => unknown = () => 'noted') {
  const inputs: unknown[] = [];
  const made = tool({
    name,
    description: 'Notes.',
    input: anything,
    run: (input) => {
      inputs.push(input);
      return run(input);
    },
  });
  return { inputs, made };
}

function brainOf(answers: Answer[], options: ModelBrainOptions = {}) {
  const model = scriptedModel(answers);
  return { model, brain: modelBrain(model.ask, options) };
}

/** The results that the model got with its last request. */
const resultsOf = ({ requests }: ReturnType<typeof scriptedModel>) =>
  requests.at(-1)?.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));

const call = (name: string, input: unknown = {}) => ({ name, input });

test('default: runs the tools that the model calls, and answers with their results', async () => {
  const add = tool({
    name: 'add',
    description: 'Adds two numbers.',
    input: z.object({ a: z.number(), b: z.number() }),
    run: ({ a, b }) => a + b,
    describe: ({ a, b }) => `adding ${a} and ${b}`,
  });
  const { brain, model } = brainOf([[call('add', { a: 2, b: 3 })], 'It is 5.'], { tools: [add] });
  const context = brainContext();
  expect(await brain.work(task, context)).toBe('It is 5.');
  expect(model.requests[0]?.tools).toEqual([add]);
  expect(resultsOf(model)).toEqual(['5']);
  expect(context.steps).toEqual(['adding 2 and 3 …', 'add: 5']);
});

test('behavior: joins the texts of all steps in an answer; the result of a task is the last one', async () => {
  const answers = (): Answer[] => [['Let me see.', call('note')], 'Done.'];
  const { made } = recorder();
  expect(await wholeOf(brainOf(answers(), { tools: [made] }).brain.answer('?', brainContext()))).toBe(
    'Let me see.\n\nDone.',
  );
  expect(await brainOf(answers(), { tools: [made] }).brain.work(task, brainContext())).toBe('Done.');
});

test('behavior: calls of one step run at the same time, a few at once, and keep their order', async () => {
  let running = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  const slow = recorder('slow', async (input) => {
    most = Math.max(most, ++running);
    // All three of the first calls are there before any of them ends; the first one ends last.
    if (waiting.length < 2) await new Promise<void>((resolve) => waiting.push(resolve));
    else for (const go of waiting.splice(0).reverse()) go();
    running--;
    return `result ${Object(input).index}`;
  });
  const calls = Array.from({ length: 6 }, (_, index) => call('slow', { index }));
  const { brain, model } = brainOf([calls, 'ok'], { tools: [slow.made], parallelCalls: 3 });
  await brain.work(task, brainContext());
  expect(most).toBe(3);
  expect(resultsOf(model)).toEqual(calls.map((_, index) => `result ${index}`));
});

describe('what goes wrong in a call becomes its result', () => {
  const broken = tool({
    name: 'broken',
    description: 'Fails.',
    input: z.object({ how: z.string() }),
    timeoutMs: 5,
    run: ({ how }) => {
      if (how === 'hangs') return never;
      if (how === 'cyclic') {
        const value: Record<string, unknown> = {};
        value['itself'] = value;
        return value;
      }
      if (how === 'nothing') throw undefined;
      throw new BrainError('The lights are out.', { code: 'dark', hint: 'Bring a torch.' });
    },
    describe: () => {
      throw new Error('no words');
    },
  });

  test.each<[string, string | { name: string; input?: unknown; raw?: string }, RegExp]>([
    ['an unknown tool', call('dig'), /no tool "dig".*broken/],
    ['a name of another language', call('\u001b[2J'.repeat(100)), /no tool/],
    ['JSON that breaks off', { name: 'broken', raw: '{"how": "th' }, /not JSON/],
    ['another type', { name: 'broken', raw: '[1]' }, /not valid/],
    ['a missing argument', call('broken', {}), /not valid: how/],
    ['an error', call('broken', { how: 'throws' }), /^Error \(dark\): The lights are out\. Bring a torch\.$/],
    ['an error without a reason', call('broken', { how: 'nothing' }), /^Error: /],
    [
      'a result that is not JSON',
      call('broken', { how: 'cyclic' }),
      /^The call was done, but its result cannot be shown: .*circular/i,
    ],
    ['a tool that hangs', call('broken', { how: 'hangs' }), /longer than 5 ms.*may still have an effect/],
  ])('error: %s', async (_, made, expected) => {
    const { brain, model } = brainOf([[made as never], 'I did something else.'], { tools: [broken] });
    expect(await brain.work(task, brainContext())).toBe('I did something else.');
    expect(resultsOf(model)).toEqual([expect.stringMatching(expected)]);
  });

  test('error: fifty calls at once: some run, and the results of the others say so', async () => {
    const { made, inputs } = recorder();
    const { brain, model } = brainOf([Array.from({ length: 50 }, () => call('note')), 'ok'], {
      tools: [made],
    });
    await brain.work(task, brainContext());
    expect(inputs).toHaveLength(16);
    expect(resultsOf(model)?.filter((text) => /Not run: more than 16/.test(text))).toHaveLength(34);
  });

  test('error: a long result is cut', async () => {
    const { made } = recorder('note', () => '☀️'.repeat(1_000));
    const { brain, model } = brainOf([[call('note')], 'ok'], { tools: [made], resultLength: 101 });
    await brain.work(task, brainContext());
    expect(resultsOf(model)?.[0]).toMatch(/\[… cut: the text has 2000 characters\]$/);
    expect(resultsOf(model)?.[0]?.length).toBeLessThan(200);
  });

  test('error: ids that are missing, or come twice, belong to one call each', async () => {
    const { made, inputs } = recorder();
    const twice = [
      { name: 'note', input: { n: 1 }, id: 'x' },
      { name: 'note', input: { n: 2 }, id: 'x' },
      { name: 'note', input: { n: 3 }, id: '' },
    ];
    const { brain, model } = brainOf([twice, twice, 'ok'], { tools: [made] });
    await brain.work(task, brainContext());
    expect(inputs).toHaveLength(6);
    const messages = model.requests.at(-1)?.messages ?? [];
    const called = messages.flatMap((message) => (message.role === 'assistant' ? (message.calls ?? []) : []));
    const answered = messages.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
    expect(new Set(answered).size).toBe(6);
    expect(called.map(({ id }) => id)).toEqual(answered);
  });

  test('error: log lines have no control characters', async () => {
    const { made } = recorder('note', () => '\u001b[2Ja\nb\u202ec\0');
    const context = brainContext();
    await brainOf([[call('note')], 'ok'], { tools: [made] }).brain.work(task, context);
    expect(context.steps).toEqual(['note …', 'note:  [2Ja b c\ufffd']);
  });
});

describe('limits', () => {
  test('error: a model that loops is asked without tools in its last step', async () => {
    const { made, inputs } = recorder();
    const { brain, model } = brainOf([[call('note')], [call('note')], 'I stop here.'], {
      tools: [made],
      maxSteps: 3,
    });
    expect(await brain.work(task, brainContext())).toBe('I stop here.');
    expect(inputs).toHaveLength(2);
    expect(model.requests.map(({ tools }) => tools.length)).toEqual([1, 1, 0]);
    expect(model.requests.at(-1)?.messages.at(-1)?.content).toMatch(/all your steps/);
  });

  test('error: a model that calls tools even then fails with `brain_steps`', async () => {
    const { made, inputs } = recorder();
    const { brain } = brainOf(Array<Answer>(9).fill([call('note')]), { tools: [made], maxSteps: 4 });
    await expect(brain.work(task, brainContext())).rejects.toMatchObject({ code: 'brain_steps' });
    expect(inputs).toHaveLength(3);
  });

  test('error: work that takes too long fails, also while a tool hangs', async () => {
    const { made } = recorder('note', () => never);
    const { brain } = brainOf([[call('note')]], { tools: [made], workTimeoutMs: 20 });
    await expect(brain.work(task, brainContext())).rejects.toMatchObject({ code: 'brain_timeout' });
  });

  test('error: a schema that never decides ends with the time of the tool', async () => {
    const slow: StandardSchema = { '~standard': { version: 1, vendor: 'x', validate: () => never } };
    const jsonSchema = { type: 'object' };
    const made = tool({ name: 'slow', description: 'Waits.', input: slow, jsonSchema, run: () => 'x' });
    const { brain, model } = brainOf([[call('slow')], 'ok'], { tools: [made], toolTimeoutMs: 5 });
    expect(await brain.work(task, brainContext())).toBe('ok');
    expect(resultsOf(model)?.[0]).toMatch(/^Error \(tool_timeout\)/);
  });

  test('behavior: a stop ends a tool and the work', async () => {
    const stop = new AbortController();
    let reason: unknown;
    const wait = tool({
      name: 'wait',
      description: 'Waits.',
      input: anything,
      run: (_, { signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
        });
        stop.abort(new Error('stop'));
        return never;
      },
    });
    const { brain } = brainOf([[call('wait')]], { tools: [wait] });
    await expect(brain.work(task, brainContext({ signal: stop.signal }))).rejects.toThrow('stop');
    expect(reason).toMatchObject({ message: 'stop' });
  });
});

describe('a restart in the middle', () => {
  /** Works until the named tool is called; then the process is gone. */
  async function killed(
    brain: Brain,
    texts: Map<string, string>,
    hasStopped: Promise<unknown>,
  ): Promise<void> {
    void brain.work(task, brainContext({ memory: brainMemory(texts) })).catch(() => undefined);
    await hasStopped;
  }

  /** A tool that never ends, and the moment when it was called. */
  function hanging(repeatable: boolean) {
    let called: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      called = resolve;
    });
    const inputs: unknown[] = [];
    const made = tool({
      name: 'send',
      description: 'Sends.',
      input: anything,
      repeatable,
      run: (input) => {
        inputs.push(input);
        called();
        return never;
      },
    });
    return { made, begun, inputs };
  }

  test.each([
    [false, /was restarted in the middle of this call/],
    [true, /^sent$/],
  ])(
    'behavior: does no call twice; repeats an interrupted one only if it is repeatable (%s)',
    async (repeatable, expected) => {
      const texts = new Map<string, string>();
      const first = recorder('note');
      const hangs = hanging(repeatable);
      const answers: Answer[] = [[call('note', { n: 1 })], [call('note', { n: 2 }), call('send')], 'ok'];
      const before = brainOf(answers, { tools: [first.made, hangs.made], parallelCalls: 1 });
      await killed(before.brain, texts, hangs.begun);
      expect(first.inputs).toEqual([{ n: 1 }, { n: 2 }]);

      const second = recorder('note');
      const sends: unknown[] = [];
      const send = tool({
        name: 'send',
        description: 'Sends.',
        input: anything,
        repeatable,
        run: (input) => {
          sends.push(input);
          return 'sent';
        },
      });
      const after = brainOf(['I have checked.'], { tools: [second.made, send] });
      const memory = brainMemory(new Map(texts));
      expect(await after.brain.work(task, brainContext({ memory }))).toBe('I have checked.');
      expect(second.inputs).toEqual([]);
      expect(sends).toHaveLength(repeatable ? 1 : 0);
      expect(resultsOf(after.model)).toEqual(['noted', 'noted', expect.stringMatching(expected)]);
    },
  );

  test('behavior: delivers a finished answer again, without the model', async () => {
    const { made, inputs } = recorder();
    const memory = brainMemory();
    await brainOf([[call('note')], 'Done.'], { tools: [made] }).brain.work(task, brainContext({ memory }));
    const again = brainOf([], { tools: [made] });
    expect(await again.brain.work(task, brainContext({ memory }))).toBe('Done.');
    expect(again.model.requests).toEqual([]);
    expect(inputs).toHaveLength(1);
  });

  test('behavior: a memory that is not readable counts as none', async () => {
    for (const text of ['{', '[]', 'null', '{"steps":1}']) {
      const memory = brainMemory(new Map([['steps:work', text]]));
      expect(await brainOf(['Done.']).brain.work(task, brainContext({ memory }))).toBe('Done.');
    }
  });

  test('behavior: the same call has the same key, also without a memory; equal calls differ', async () => {
    const keys: string[] = [];
    const keyed = tool({
      name: 'keyed',
      description: 'Keyed.',
      input: anything,
      run: (_, { idempotencyKey }) => keys.push(idempotencyKey),
    });
    const answers = (): Answer[] => [
      [call('keyed', { a: 1 }), call('keyed', { a: 2 })],
      [call('keyed', { a: 1 })],
      'ok',
    ];
    for (let start = 0; start < 2; start++)
      await brainOf(answers(), { tools: [keyed] }).brain.work(task, brainContext());
    expect(new Set(keys).size).toBe(3);
    expect(keys.slice(3)).toEqual(keys.slice(0, 3));
    expect(keys.every((key) => /^[!-~]{1,255}$/.test(key))).toBe(true);
    await brainOf(answers(), { tools: [keyed] }).brain.work(task, brainContext({ workId: 'ü'.repeat(400) }));
    expect(keys.slice(6).every((key) => /^[!-~]{1,255}$/.test(key) && !keys.slice(0, 6).includes(key))).toBe(
      true,
    );
  });
});

describe('a model that fails', () => {
  test('error: a failure after calls ends the work, and no call is made again', async () => {
    const { made, inputs } = recorder();
    const { brain } = brainOf([[call('note')], new BrainError('down', { code: 'brain_unreachable' })], {
      tools: [made],
    });
    await expect(brain.work(task, brainContext())).rejects.toMatchObject({ code: 'brain_unreachable' });
    expect(inputs).toHaveLength(1);
  });

  test('behavior: results that exceed the context are shortened, and the calls are not repeated', async () => {
    const { made, inputs } = recorder('note', () => 'x'.repeat(4_000));
    const tooMuch = new BrainError('too long', { code: 'brain_context' });
    const { brain, model } = brainOf([[call('note')], tooMuch, tooMuch, 'ok'], { tools: [made] });
    expect(await brain.work(task, brainContext())).toBe('ok');
    expect(inputs).toHaveLength(1);
    const lengths = model.requests.slice(1).map(({ messages }) => messages.at(-1)?.content.length ?? 0);
    expect(lengths[0]).toBe(4_000);
    expect(lengths[1]).toBeLessThan(2_001);
    expect(lengths[2]).toBeLessThan(1_001);
  });
});

test('behavior: hands a task on; the model is not asked again', async () => {
  const handed: string[] = [];
  const give = tool({
    name: 'give',
    description: 'Gives.',
    input: z.object({ to: z.string() }),
    run: ({ to }, { handOn }) => handOn?.(to),
  });
  const memory = brainMemory();
  const context = () => brainContext({ memory, handOn: async (name) => void handed.push(name) });
  for (let round = 0; round < 3; round++) {
    const { brain, model } = brainOf([[call('give', { to: 'bo' })]], { tools: [give] });
    await brain.work(task, context());
    expect(model.requests).toHaveLength(1);
  }
  expect(handed).toEqual(['bo', 'bo', 'bo']);
  const { brain, model } = brainOf([[call('give', { to: 'bo' })], 'I do it myself.'], { tools: [give] });
  expect(await brain.work(task, context())).toBe('I do it myself.');
  expect(resultsOf(model)).toEqual([expect.stringMatching(/handed on 3 times/)]);
});

test('error: refuses two tools with one name, and values that are no tools', () => {
  const { made } = recorder();
  for (const tools of [[made, made], [{}], ['note'], 'note']) {
    expect(() => modelBrain(scriptedModel([]).ask, { tools: tools as never })).toThrow(/tools/);
  }
});
