import { once } from 'node:events';
import { methods, PROTOCOL_VERSION } from '@agentclientprotocol/sdk';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { FilesAPI } from '@mitosislabs/api/files';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';
import { afterEach, expect, test } from 'vitest';
import { type Editor, startEditor } from '../test/editor.ts';

const { session } = methods.agent;
const cwd = '/work/project';
const mcpServers: never[] = [];
const text = (words: string) => [{ type: 'text' as const, text: words }];

let emulator: Emulator;
let transport: Transport;
let officeId: string;
const editors: Editor[] = [];
/** Lets the agent go on in the middle of an answer. */
let goOn: () => void;

/** An office with the agent aria. It says what it hears; the word `slowly` makes it stop after half of its answer. */
async function office(options: EmulatorOptions = {}): Promise<void> {
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  emulator = await startEmulator({
    readyAfterMs: 0,
    brain: {
      capabilities: ['chat'],
      work: async () => 'done',
      async *answer(message, { signal }) {
        yield 'You said: ';
        if (message.includes('slowly')) {
          await Promise.race([gate, once(signal, 'abort')]);
        }
        yield message;
      },
    },
    ...options,
  });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  ({ id: officeId } = await new OfficesAPI(transport).create({ name: 'acme' }));
  const employees = new EmployeesAPI(transport);
  await employees.hire(officeId, { name: 'aria' });
  await employees.waitUntilReady(officeId, 'aria');
}

/** An editor that has the agent aria. */
async function open(words: string[] = ['aria']): Promise<Editor> {
  const editor = startEditor(emulator, words);
  editors.push(editor);
  await editor.agent.request(methods.agent.initialize, { protocolVersion: PROTOCOL_VERSION });
  return editor;
}

afterEach(async () => {
  await Promise.all(editors.splice(0).map((editor) => editor.end()));
  await emulator?.close();
});

async function newSession({ agent }: Editor): Promise<string> {
  const { sessionId } = await agent.request(session.new, { cwd, mcpServers });
  return sessionId;
}

const messages = async () =>
  new XMTPAPI(transport).getConversationMessages(officeId, 'aria', { limit: 1_000 });

test('default: initialize says what an agent can do, and no more', async () => {
  await office();
  const editor = startEditor(emulator, ['aria']);
  editors.push(editor);
  const answer = await editor.agent.request(methods.agent.initialize, { protocolVersion: PROTOCOL_VERSION });
  expect(answer).toMatchObject({
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: 'mitosis', title: 'aria' },
    agentCapabilities: {
      loadSession: true,
      promptCapabilities: { image: true, audio: false, embeddedContext: true },
      mcpCapabilities: { http: false, sse: false },
      sessionCapabilities: { list: {}, resume: {}, close: {} },
    },
    authMethods: [],
  });
});

test('behavior: an answer comes in pieces while it grows, and the turn ends', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  const done = editor.agent.request(session.prompt, { sessionId, prompt: text('slowly, please') });
  await editor.until(() => editor.transcript(sessionId).join('') === 'You said: ');
  goOn();
  expect(await done).toEqual({ stopReason: 'end_turn' });
  expect(editor.transcript(sessionId)).toEqual(['You said: slowly, please']);
  expect(editor.updates.length).toBeGreaterThan(1);
});

test('behavior: two sessions at once get their own answers, also when both wait', async () => {
  await office();
  const editor = await open();
  const [one, two] = [await newSession(editor), await newSession(editor)];
  const prompts = [one, two].map((sessionId, index) =>
    editor.agent.request(session.prompt, { sessionId, prompt: text(`question ${index}`) }),
  );
  expect(await Promise.all(prompts)).toEqual([{ stopReason: 'end_turn' }, { stopReason: 'end_turn' }]);
  expect([editor.transcript(one), editor.transcript(two)]).toEqual([
    ['You said: question 0'],
    ['You said: question 1'],
  ]);
});

test('behavior: cancel ends the turn as cancelled, and the next prompt gets its own answer', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  const cancelled = editor.agent.request(session.prompt, { sessionId, prompt: text('slowly') });
  await editor.until(() => editor.updates.length > 0);
  await expect(
    editor.agent.request(session.prompt, { sessionId, prompt: text('too early') }),
  ).rejects.toMatchObject({ code: -32602, data: { code: 'prompt_running' } });
  await editor.agent.notify(session.cancel, { sessionId });
  expect(await cancelled).toEqual({ stopReason: 'cancelled' });
  goOn();
  expect(await editor.agent.request(session.prompt, { sessionId, prompt: text('again') })).toEqual({
    stopReason: 'end_turn',
  });
  expect(editor.transcript(sessionId).at(-1)).toBe('You said: again');
});

test('behavior: $/cancel_request cancels a prompt too', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  const stop = new AbortController();
  const cancelled = editor.agent.request(
    session.prompt,
    { sessionId, prompt: text('slowly') },
    { cancellationSignal: stop.signal },
  );
  await editor.until(() => editor.updates.length > 0);
  stop.abort();
  await expect(cancelled).resolves.toEqual({ stopReason: 'cancelled' });
  goOn();
});

test('behavior: sessions are listed, and loaded with their history by another process', async () => {
  await office();
  const first = await open();
  const sessionId = await newSession(first);
  await first.agent.request(session.prompt, { sessionId, prompt: text('one\nand more') });
  await first.agent.request(session.prompt, { sessionId, prompt: text('two') });
  const { sessions } = await first.agent.request(session.list, { cwd });
  expect(sessions).toEqual([{ sessionId, cwd, title: 'one and more', updatedAt: expect.any(String) }]);
  expect(await first.end()).toBe(0);

  const second = await open();
  await second.agent.request(session.load, { sessionId, cwd, mcpServers });
  const history = ['> one\nand more', 'You said: one\nand more', '> two', 'You said: two'];
  expect(second.transcript(sessionId)).toEqual(history);
  await second.agent.request(session.prompt, { sessionId, prompt: text('three') });
  expect(second.transcript(sessionId)).toEqual([...history, 'You said: three']);
  // Loaded once more: with what was said since.
  second.updates.length = 0;
  await second.agent.request(session.load, { sessionId, cwd, mcpServers });
  expect(second.transcript(sessionId)).toEqual([...history, '> three', 'You said: three']);
  // Resumed: without the history.
  const third = await open();
  await third.agent.request(session.resume, { sessionId, cwd });
  expect(third.updates).toEqual([]);
});

test('behavior: the list has pages', async () => {
  await office();
  const xmtp = new XMTPAPI(transport);
  for (let index = 0; index < 21; index++) {
    const frame = JSON.stringify({ type: '__SESSION_START__', session_id: `s${index}` });
    for (const content of [frame, `message ${index}`]) {
      await xmtp.sendToConversation(officeId, 'aria', { agent_id: 'admin-sdk', content });
    }
  }
  const editor = await open();
  const first = await editor.agent.request(session.list, {});
  const second = await editor.agent.request(session.list, { cursor: first.nextCursor ?? '' });
  expect([first.sessions.length, second.sessions.length, second.nextCursor]).toEqual([20, 1, null]);
  expect(new Set([...first.sessions, ...second.sessions].map(({ sessionId }) => sessionId)).size).toBe(21);
  await expect(editor.agent.request(session.list, { cursor: '../x' })).rejects.toMatchObject({
    code: -32602,
  });
});

test('behavior: files come as text, or lie on the shared drive', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  await editor.agent.request(session.prompt, {
    sessionId,
    prompt: [
      { type: 'text', text: 'Look at' },
      { type: 'image', data: png.toString('base64'), mimeType: 'image/png' },
      { type: 'resource', resource: { uri: 'file:///a.md', text: 'x\n```\ny', mimeType: 'text/markdown' } },
      { type: 'resource', resource: { uri: 'file:///b', blob: 'AQI=', mimeType: '../../evil' } },
      { type: 'resource_link', uri: 'https://example.com/c', name: 'c' },
    ],
  });
  const names = [`acp-${sessionId}-1.png`, `acp-${sessionId}-2.bin`];
  expect(editor.transcript(sessionId).join('')).toBe(
    [
      'You said: Look at',
      `[${names[0]} on the office's shared drive]`,
      'file:///a.md:',
      '````',
      'x',
      '```',
      'y',
      '````',
      `[${names[1]} on the office's shared drive]`,
      '[c](https://example.com/c)',
    ].join('\n'),
  );
  const files = new FilesAPI(transport);
  const [image = '', other = ''] = names;
  expect(Buffer.from(await (await files.download(officeId, image)).arrayBuffer())).toEqual(png);
  expect(Buffer.from(await (await files.download(officeId, other)).arrayBuffer())).toEqual(Buffer.of(1, 2));
});

test('error: content that an agent cannot get is refused before anything is stored or sent', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  const image = { type: 'image' as const, data: 'AQI=', mimeType: 'image/png' };
  for (const block of [
    { type: 'audio' as const, data: 'AQI=', mimeType: 'audio/wav' },
    { type: 'image' as const, data: 'not base64', mimeType: 'image/png' },
  ]) {
    await expect(
      editor.agent.request(session.prompt, { sessionId, prompt: [image, block] }),
    ).rejects.toMatchObject({ code: -32602, data: { code: 'prompt_content' } });
  }
  await expect(editor.agent.request(session.prompt, { sessionId, prompt: text('  ') })).rejects.toMatchObject(
    { data: { code: 'prompt_empty' } },
  );
  expect(await new FilesAPI(transport).list(officeId)).toEqual([]);
  expect((await messages()).filter(({ content }) => !readSessionFrame(content))).toEqual([]);
});

test('error: errors are those of JSON-RPC, with code, hint and outcome', async () => {
  let isDown = false;
  await office({
    faults: ({ method, target }) =>
      isDown && method === 'POST' && target.includes('/xmtp/') ? 402 : undefined,
  });
  const editor = await open();
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('hello') });
  isDown = true;
  await expect(
    editor.agent.request(session.prompt, { sessionId, prompt: text('hello') }),
  ).rejects.toMatchObject({
    code: -32603,
    data: { status: 402, outcome: 'rejected', hint: expect.any(String) },
  });
  isDown = false;
  for (const request of [
    editor.agent.request(session.prompt, { sessionId: 'none', prompt: text('x') }),
    editor.agent.request(session.load, { sessionId: '../x', cwd, mcpServers }),
  ]) {
    await expect(request).rejects.toMatchObject({ code: -32002 });
  }
  await expect(editor.agent.request(session.new, { cwd: 'here', mcpServers })).rejects.toMatchObject({
    code: -32602,
    data: { code: 'invalid_argument' },
  });
  await expect(editor.agent.request('session/prompt', { prompt: 5 })).rejects.toMatchObject({ code: -32602 });
  await expect(editor.agent.request('no/such')).rejects.toMatchObject({ code: -32601 });
});

test('error: an agent that is not in the office is refused by session/new', async () => {
  await office();
  const editor = await open(['nobody-here']);
  await expect(editor.agent.request(session.new, { cwd, mcpServers })).rejects.toMatchObject({
    code: -32002,
    data: { status: 404 },
  });
});

test('behavior: the end of the input ends the process in the middle of an answer, and the session with it', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  editor.agent.request(session.prompt, { sessionId, prompt: text('slowly') }).catch(() => undefined);
  await editor.until(() => editor.updates.length > 0);
  expect(await editor.end()).toBe(0);
  goOn();
  const ends = (await messages()).filter(({ content }) => readSessionFrame(content)?.type === 'end');
  expect(ends.map(({ content }) => readSessionFrame(content))).toMatchObject([{ sessionId }]);
});

test('behavior: an editor that no longer reads ends the process, and the session with it', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('hello') });
  editor.process.stdout.destroy();
  const exited = once(editor.process, 'exit');
  // Any answer fails to be written.
  editor.process.stdin.write(
    `${JSON.stringify({ jsonrpc: '2.0', id: 9, method: 'session/list', params: {} })}\n`,
  );
  expect((await exited)[0]).toBe(0);
  const ends = (await messages()).filter(({ content }) => readSessionFrame(content)?.type === 'end');
  expect(ends.map(({ content }) => readSessionFrame(content))).toMatchObject([{ sessionId }]);
});

test('behavior: sessions that are asked for in the last moment do not keep the process', async () => {
  await office();
  const editor = await open();
  for (let id = 10; id < 20; id++) {
    const request = { jsonrpc: '2.0', id, method: 'session/new', params: { cwd, mcpServers } };
    editor.process.stdin.write(`${JSON.stringify(request)}\n`);
  }
  expect(await editor.end()).toBe(0);
  expect(editor.stderr()).not.toContain(' at ');
});

test('behavior: standard output has nothing but the protocol, whatever comes in', async () => {
  await office();
  const editor = await open();
  editor.process.stdin.write(
    'not json\n[1,2]\n"text"\n{"jsonrpc":"2.0"}\n{"jsonrpc":"2.0","id":7,"result":{}}\n',
  );
  editor.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: '\u001b[2Jclear' })}\n`);
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('\u001b[31mred') });
  await editor.end();
  for (const line of editor.stdout().trimEnd().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  }
  expect(editor.stderr()).not.toContain('\u001b');
});

test('behavior: a session that is closed is gone here, and its history stays', async () => {
  await office();
  const editor = await open();
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('hello') });
  await editor.agent.request(session.close, { sessionId });
  await expect(editor.agent.request(session.prompt, { sessionId, prompt: text('x') })).rejects.toMatchObject({
    code: -32002,
  });
  editor.updates.length = 0;
  await editor.agent.request(session.load, { sessionId, cwd, mcpServers });
  expect(editor.transcript(sessionId)).toEqual(['> hello', 'You said: hello']);
});
