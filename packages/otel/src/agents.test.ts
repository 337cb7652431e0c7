import { type Brain, defineAgent, type Model, modelBrain, type RunOptions, tool } from '@mitosislabs/agent';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { describe, expect, test } from 'vitest';
import { startSDK, type TestSDK, treeOf } from './testing/startSDK.ts';

/** Calls the tool once for each message, then answers. */
const model: Model = async function* ({ messages }) {
  const last = messages.at(-1);
  if (last?.role === 'tool') yield { type: 'text', text: `It is ${last.content}.` };
  else {
    const name = /broken/.test(String(last?.content)) ? 'broken' : 'add';
    yield { type: 'call', call: { id: 'call-1', name, input: '{"a":2,"b":3}' } };
  }
};

const anything = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => ({ value: value as { a: number; b: number } }),
  },
} as const;
const jsonSchema = { type: 'object' };
const add = tool({
  name: 'add',
  description: 'Adds.',
  input: anything,
  jsonSchema,
  run: ({ a, b }) => a + b,
});
const broken = tool({
  name: 'broken',
  description: 'Fails.',
  input: anything,
  jsonSchema,
  run: () => {
    throw new TypeError('secret plans');
  },
});

/** An office with an agent that runs until the test is over. */
async function startAgent(
  brain: Brain = modelBrain(model, { tools: [add, broken] }),
  options: Partial<RunOptions> = {},
) {
  const emulator = await startEmulator({ brain: 'none' });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const { id: officeId } = await new OfficesAPI(transport).create({ name: 'acme' });
  await new EmployeesAPI(transport).hire(officeId, { name: 'aria' });
  const stop = new AbortController();
  const signingKey = emulator.agentKey(officeId, 'aria');
  const running = defineAgent({ brain, apology: 'Sorry.' }).run({
    endpoint,
    officeId,
    agentId: 'aria',
    signingKey,
    signal: stop.signal,
    ...options,
  });
  const channel = new XMTPChannel(transport);
  return {
    officeId,
    transport,
    session: await channel.openSession(officeId, 'aria'),
    async [Symbol.asyncDispose]() {
      await channel.closeAll();
      stop.abort();
      await running;
      await emulator.close();
    },
  };
}

/** Sends a text in a span of its own, and returns the next message. */
async function ask({ session }: Awaited<ReturnType<typeof startAgent>>, text: string, root = 'question') {
  return trace.getTracer('test').startActiveSpan(root, async (span) => {
    try {
      await session.send(text);
      for await (const { content } of session.stream()) return content;
      return undefined;
    } finally {
      span.end();
    }
  });
}

/** The agent's spans: of messages, tasks and tools. */
const ofAgents = (sdk: TestSDK): ReadableSpan[] =>
  sdk.spans().filter(({ attributes }) => attributes['gen_ai.operation.name'] !== undefined);
const named = (sdk: TestSDK, name: string, kind?: SpanKind) =>
  sdk.spans().filter((span) => span.name === name && (kind === undefined || span.kind === kind));

describe('a conversation is one trace', () => {
  test('default: from the question through the agent to its tools and their requests', async () => {
    await using sdk = await startSDK();
    await using agent = await startAgent();
    expect(await ask(agent, 'What is 2 + 3?')).toBe('It is 5.');
    await expect.poll(() => named(sdk, 'invoke_agent aria', SpanKind.INTERNAL)).toHaveLength(1);
    expect(treeOf([...named(sdk, 'question'), ...ofAgents(sdk)])).toEqual([
      'question',
      '  invoke_agent aria',
      '    invoke_agent aria',
      '      execute_tool add',
    ]);
    const [sent, answered, called] = ofAgents(sdk);
    const agentIs = {
      'gen_ai.provider.name': 'mitosis',
      'gen_ai.agent.name': 'aria',
      'gen_ai.agent.id': `${agent.officeId}/aria`,
      'gen_ai.conversation.id': agent.session.conversationId,
      'mitosis.office.id': agent.officeId,
    };
    expect(sent).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: {
        ...agentIs,
        'gen_ai.operation.name': 'invoke_agent',
        'mitosis.session.id': agent.session.sessionId,
      },
    });
    expect(answered).toMatchObject({
      kind: SpanKind.INTERNAL,
      parentSpanContext: { isRemote: true, spanId: sent?.spanContext().spanId },
      attributes: {
        ...agentIs,
        'gen_ai.operation.name': 'invoke_agent',
        'mitosis.message.id': expect.any(String),
      },
    });
    expect(called).toMatchObject({
      kind: SpanKind.INTERNAL,
      attributes: {
        ...agentIs,
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'add',
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': 'call-1',
        'gen_ai.tool.description': 'Adds.',
      },
    });
    // The answer is posted in the trace, too.
    const own = sdk.spans().filter((span) => span.spanContext().traceId === sent?.spanContext().traceId);
    const posts = own.filter(
      ({ parentSpanContext }) => parentSpanContext?.spanId === answered?.spanContext().spanId,
    );
    expect(posts.map(({ name }) => name)).toContain('xmtpApi.sendToConversation');
    expect(JSON.stringify(sdk.spans().map(({ attributes }) => attributes))).not.toMatch(/2 \+ 3|It is 5/);
  });

  test('behavior: each message of a session is in the trace of its sender, also when several are sent at once', async () => {
    await using sdk = await startSDK();
    await using agent = await startAgent();
    const texts = [1, 2, 3, 4, 5].map((number) => `question ${number}`);
    await Promise.all(texts.map((text) => context.with(context.active(), () => ask(agent, text, text))));
    await expect.poll(() => named(sdk, 'invoke_agent aria', SpanKind.INTERNAL)).toHaveLength(5);
    const roots = sdk.spans().filter(({ name }) => texts.includes(name));
    const tree = texts.flatMap((text) => [
      text,
      '  invoke_agent aria',
      '    invoke_agent aria',
      '      execute_tool add',
    ]);
    expect(treeOf([...roots, ...ofAgents(sdk)]).sort()).toEqual(tree.sort());
  });

  test('behavior: messages keep their texts, and a history shows no frame', async () => {
    await using _sdk = await startSDK();
    await using agent = await startAgent();
    for (const text of ['one', 'two']) await ask(agent, text);
    const xmtp = new XMTPAPI(agent.transport);
    const messages = await xmtp.getConversationMessages(agent.officeId, agent.session.conversationId);
    const shown = messages.filter(({ content }) => !readSessionFrame(content));
    expect(shown.map(({ content }) => content)).toEqual(['one', 'It is 5.', 'two', 'It is 5.']);
  });

  test('behavior: a hostile trace context begins a trace of its own', async () => {
    await using sdk = await startSDK();
    await using agent = await startAgent();
    const xmtp = new XMTPAPI(agent.transport);
    const post = (content: string) => xmtp.send(agent.officeId, { agent_id: 'aria', content });
    const traceparents = [
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      'zz',
      `00-${'a'.repeat(100_000)}`,
      '../../etc/passwd',
    ];
    for (const traceparent of traceparents) {
      const frame = { type: '__SESSION_START__', session_id: 's', traceparent, trace_digest: 1 };
      await post(JSON.stringify(frame));
    }
    // Many that are valid, and belong to no message.
    for (let number = 1; number <= 40; number++) {
      const traceparent = `00-0af7651916cd43dd8448eb211c80319c-${String(number).padStart(16, '0')}-01`;
      await post(
        JSON.stringify({ type: '__SESSION_START__', session_id: 's', traceparent, trace_digest: number }),
      );
    }
    await post('hello');
    await expect.poll(() => named(sdk, 'invoke_agent aria', SpanKind.INTERNAL)).toHaveLength(1);
    expect(named(sdk, 'invoke_agent aria')[0]?.parentSpanContext).toBeUndefined();
  });
});

describe('spans of agents', () => {
  test('behavior: texts are recorded if asked', async () => {
    await using sdk = await startSDK({ recordContent: true });
    await using agent = await startAgent();
    await ask(agent, 'What is 2 + 3?');
    await expect.poll(() => ofAgents(sdk)).toHaveLength(3);
    const [sent, answered, called] = ofAgents(sdk).map(({ attributes }) => attributes);
    const input = [{ role: 'user', parts: [{ type: 'text', content: 'What is 2 + 3?' }] }];
    const output = [
      { role: 'assistant', parts: [{ type: 'text', content: 'It is 5.' }], finish_reason: 'stop' },
    ];
    expect(JSON.parse(String(sent?.['gen_ai.input.messages']))).toEqual(input);
    expect(JSON.parse(String(answered?.['gen_ai.input.messages']))).toEqual(input);
    expect(JSON.parse(String(answered?.['gen_ai.output.messages']))).toEqual(output);
    expect(called).toMatchObject({
      'gen_ai.tool.call.arguments': '{"a":2,"b":3}',
      'gen_ai.tool.call.result': '5',
    });
  });

  test('error: a tool that fails marks its span, without the text of the error', async () => {
    await using sdk = await startSDK();
    await using agent = await startAgent();
    await ask(agent, 'Use the broken one.');
    await expect.poll(() => named(sdk, 'execute_tool broken')).toHaveLength(1);
    expect(named(sdk, 'execute_tool broken')[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'TypeError' },
      events: [],
    });
  });

  test('error: a handler that fails marks its span', async () => {
    const brain: Brain = {
      capabilities: [],
      answer: async () => {
        throw new RangeError('secret plans');
      },
      work: async () => {
        throw new RangeError('secret plans');
      },
    };
    await using sdk = await startSDK();
    await using agent = await startAgent(brain);
    expect(await ask(agent, 'hello')).toBe('Sorry.');
    await expect
      .poll(() => named(sdk, 'invoke_agent aria', SpanKind.INTERNAL))
      .toMatchObject([
        { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'RangeError' }, events: [] },
      ]);
  });

  test('default: a task has a span with its tools', async () => {
    await using sdk = await startSDK();
    await using agent = await startAgent();
    const tasks = new TasksAPI(agent.transport);
    const { id } = await tasks.create(agent.officeId, { title: 'Add 2 and 3', assigned_to: 'aria' });
    await tasks.wait(agent.officeId, id);
    await expect.poll(() => ofAgents(sdk)).toHaveLength(2);
    expect(treeOf(ofAgents(sdk))).toEqual(['invoke_agent aria', '  execute_tool add']);
    expect(ofAgents(sdk)[0]).toMatchObject({
      kind: SpanKind.INTERNAL,
      attributes: { 'mitosis.task.id': id },
    });
  });
});

describe('metrics of agents', () => {
  test('default: lag, queue, sessions and durations', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const brain: Brain = {
      capabilities: [],
      answer: async () => {
        await held;
        return 'ok';
      },
      work: async () => 'ok',
    };
    await using sdk = await startSDK();
    await using agent = await startAgent(brain);
    for (const text of ['one', 'two', 'three']) await agent.session.send(text);
    await expect
      .poll(() => sdk.points('mitosis.agent.queue.length'))
      .toMatchObject([{ value: 3, attributes: { 'gen_ai.agent.name': 'aria' } }]);
    expect(await sdk.points('mitosis.client.sessions')).toMatchObject([
      { value: 1, attributes: { 'gen_ai.agent.name': 'aria' } },
    ]);
    release();
    await expect.poll(() => sdk.points('mitosis.agent.queue.length')).toMatchObject([{ value: 0 }]);
    expect(await sdk.points('mitosis.agent.message.lag')).toMatchObject([
      { value: { count: 3, min: expect.any(Number) }, attributes: { 'gen_ai.agent.name': 'aria' } },
    ]);
    expect(await sdk.points('gen_ai.client.operation.duration')).toMatchObject([
      {
        value: { count: 6 },
        attributes: { 'gen_ai.provider.name': 'mitosis', 'gen_ai.operation.name': 'invoke_agent' },
      },
    ]);
    await agent.session.close();
    expect(await sdk.points('mitosis.client.sessions')).toMatchObject([{ value: 0 }]);
  });
});
