import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { methods, PROTOCOL_VERSION } from '@agentclientprotocol/sdk';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { FilesAPI } from '@mitosislabs/api/files';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundleCommand, type Editor, startEditor } from '../test/editor.ts';

const { session } = methods.agent;
const cwd = '/work/project';
const mcpServers: never[] = [];
const text = (words: string) => [{ type: 'text' as const, text: words }];

let emulator: Emulator;
let folder: string;
let command: string;
let transport: Transport;
/** The office of the shared editor. */
let officeId: string;
/** The editor of most tests: each has sessions of its own. */
let shared: Editor;
const editors: Editor[] = [];
/** Whether the office has no credits for messages. */
let isOutOfCredits = false;
/** Agents stop at the word `slowly`, after half of their answer, until the test lets them go on. */
let gate: Promise<void>;
let goOn: () => void = () => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-acp-'));
  command = await bundleCommand(folder);
  emulator = await startEmulator({
    readyAfterMs: 0,
    brain: {
      capabilities: ['chat'],
      work: async () => 'done',
      answer: (message, { signal }) =>
        message.includes('whole') ? Promise.resolve(`You said: ${message}`) : growing(message, signal),
    },
    faults: ({ method, target }) =>
      isOutOfCredits && method === 'POST' && target.includes('/xmtp/') ? 402 : undefined,
  });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  officeId = await newOffice();
  shared = startEditor(command, emulator, ['aria', '--office', officeId]);
  await initialize(shared);
});
async function* growing(message: string, signal: AbortSignal): AsyncGenerator<string> {
  yield 'You said: ';
  if (message.includes('slowly')) await Promise.race([gate, once(signal, 'abort')]);
  yield message;
}

beforeEach(() => {
  gate = new Promise((resolve) => {
    goOn = resolve;
  });
});
afterEach(async () => {
  goOn();
  await Promise.all(editors.splice(0).map((editor) => editor.end()));
});
afterAll(async () => {
  await shared?.end();
  await emulator?.close();
  await rm(folder, { recursive: true });
});

/** Creates an office with the agent aria. */
async function newOffice(): Promise<string> {
  const { id } = await new OfficesAPI(transport).create({ name: 'acme', forceCreate: true });
  const employees = new EmployeesAPI(transport);
  await employees.hire(id, { name: 'aria' });
  await employees.waitUntilReady(id, 'aria');
  return id;
}

const initialize = ({ agent }: Editor) =>
  agent.request(methods.agent.initialize, { protocolVersion: PROTOCOL_VERSION });

/** An editor of its own, with an agent of an office. */
async function open(office: string, agentName = 'aria'): Promise<Editor> {
  const editor = startEditor(command, emulator, [agentName, '--office', office]);
  editors.push(editor);
  await initialize(editor);
  return editor;
}

async function newSession({ agent }: Editor): Promise<string> {
  const { sessionId } = await agent.request(session.new, { cwd, mcpServers });
  return sessionId;
}

/** The updates of one session of the shared editor. */
const updatesOf = (sessionId: string) => shared.updates.filter((update) => update.sessionId === sessionId);

/** The frames in the conversation with the agent of an office. */
const frames = async (office: string) => {
  const messages = await new XMTPAPI(transport).getConversationMessages(office, 'aria', { limit: 1_000 });
  return messages.flatMap(({ content }) => readSessionFrame(content) ?? []);
};

test('default: initialize says what an agent can do, and no more', async () => {
  expect(await initialize(shared)).toMatchObject({
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
  const editor = shared;
  const sessionId = await newSession(editor);
  const done = editor.agent.request(session.prompt, { sessionId, prompt: text('slowly, please') });
  await editor.until(() => editor.transcript(sessionId).join('') === 'You said: ');
  goOn();
  expect(await done).toEqual({ stopReason: 'end_turn' });
  expect(editor.transcript(sessionId)).toEqual(['You said: slowly, please']);
  expect(updatesOf(sessionId).length).toBeGreaterThan(1);
});

test.each(['in pieces', 'as a whole'])(
  'behavior: three sessions at once get their own answers, %s',
  async (how) => {
    const editor = shared;
    const sessions = [await newSession(editor), await newSession(editor), await newSession(editor)];
    const prompts = sessions.map((sessionId, index) =>
      editor.agent.request(session.prompt, { sessionId, prompt: text(`question ${index} ${how}`) }),
    );
    expect(await Promise.all(prompts)).toEqual(sessions.map(() => ({ stopReason: 'end_turn' })));
    expect(sessions.map((sessionId) => editor.transcript(sessionId))).toEqual(
      [0, 1, 2].map((index) => [`You said: question ${index} ${how}`]),
    );
  },
);

test('behavior: cancel ends the turn as cancelled, and the next prompt gets its own answer', async () => {
  const editor = shared;
  const sessionId = await newSession(editor);
  const cancelled = editor.agent.request(session.prompt, { sessionId, prompt: text('slowly') });
  await editor.until(() => updatesOf(sessionId).length > 0);
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

test('behavior: a prompt that waits for another session is cancelled at once, and not sent', async () => {
  const editor = shared;
  const [busy, waiting] = [await newSession(editor), await newSession(editor)];
  const first = editor.agent.request(session.prompt, { sessionId: busy, prompt: text('slowly') });
  await editor.until(() => updatesOf(busy).length > 0);
  const second = editor.agent.request(session.prompt, { sessionId: waiting, prompt: text('never sent') });
  await editor.agent.notify(session.cancel, { sessionId: waiting });
  expect(await second).toEqual({ stopReason: 'cancelled' });
  goOn();
  expect(await first).toEqual({ stopReason: 'end_turn' });
  const sent = await new XMTPAPI(transport).getConversationMessages(officeId, 'aria', { limit: 1_000 });
  expect(sent.map(({ content }) => content)).not.toContain('never sent');
});

test('behavior: $/cancel_request cancels a prompt too', async () => {
  const editor = shared;
  const sessionId = await newSession(editor);
  const stop = new AbortController();
  const cancelled = editor.agent.request(
    session.prompt,
    { sessionId, prompt: text('slowly') },
    { cancellationSignal: stop.signal },
  );
  await editor.until(() => updatesOf(sessionId).length > 0);
  stop.abort();
  await expect(cancelled).resolves.toEqual({ stopReason: 'cancelled' });
  goOn();
});

test('behavior: sessions are listed, and loaded with their history by another process', async () => {
  const office = await newOffice();
  const first = await open(office);
  const sessionId = await newSession(first);
  await first.agent.request(session.prompt, { sessionId, prompt: text('one\nand more') });
  await first.agent.request(session.prompt, { sessionId, prompt: text('two') });
  const { sessions } = await first.agent.request(session.list, { cwd });
  expect(sessions).toEqual([{ sessionId, cwd, title: 'one and more', updatedAt: expect.any(String) }]);
  expect(await first.end()).toBe(0);

  const second = await open(office);
  await second.agent.request(session.load, { sessionId, cwd, mcpServers });
  const history = ['> one\nand more', 'You said: one\nand more', '> two', 'You said: two'];
  expect(second.transcript(sessionId)).toEqual(history);
  await second.agent.request(session.prompt, { sessionId, prompt: text('three') });
  expect(second.transcript(sessionId)).toEqual([...history, 'You said: three']);
  // Loaded once more, with the messages since.
  second.updates.length = 0;
  await second.agent.request(session.load, { sessionId, cwd, mcpServers });
  expect(second.transcript(sessionId)).toEqual([...history, '> three', 'You said: three']);
  // Resumed: without the history.
  const third = await open(office);
  await third.agent.request(session.resume, { sessionId, cwd });
  expect(third.updates).toEqual([]);
});

test('behavior: the list has pages', async () => {
  const office = await newOffice();
  const xmtp = new XMTPAPI(transport);
  for (let index = 0; index < 21; index++) {
    const frame = JSON.stringify({ type: '__SESSION_START__', session_id: `s${index}` });
    for (const content of [frame, `message ${index}`]) {
      await xmtp.sendToConversation(office, 'aria', { agent_id: 'admin-sdk', content });
    }
  }
  const editor = await open(office);
  const first = await editor.agent.request(session.list, {});
  const second = await editor.agent.request(session.list, { cursor: first.nextCursor ?? '' });
  expect([first.sessions.length, second.sessions.length, second.nextCursor]).toEqual([20, 1, null]);
  expect(new Set([...first.sessions, ...second.sessions].map(({ sessionId }) => sessionId)).size).toBe(21);
  await expect(editor.agent.request(session.list, { cursor: '../x' })).rejects.toMatchObject({
    code: -32602,
  });
});

test('behavior: files come as text, or lie on the shared drive', async () => {
  const editor = shared;
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
  const editor = shared;
  const sessionId = await newSession(editor);
  const files = new FilesAPI(transport);
  const before = await files.list(officeId);
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
  expect(await files.list(officeId)).toEqual(before);
  expect(updatesOf(sessionId)).toEqual([]);
});

test('error: errors are those of JSON-RPC, with code, hint and outcome', async () => {
  const editor = shared;
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('hello') });
  isOutOfCredits = true;
  await expect(
    editor.agent.request(session.prompt, { sessionId, prompt: text('hello') }),
  ).rejects.toMatchObject({
    code: -32603,
    data: { status: 402, outcome: 'rejected', hint: expect.any(String) },
  });
  isOutOfCredits = false;
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
  const editor = await open(officeId, 'no-such-agent');
  await expect(editor.agent.request(session.new, { cwd, mcpServers })).rejects.toMatchObject({
    code: -32002,
    data: { status: 404 },
  });
});

test('behavior: the end of the input ends the process in the middle of an answer, and the session with it', async () => {
  const office = await newOffice();
  const editor = await open(office);
  const sessionId = await newSession(editor);
  editor.agent.request(session.prompt, { sessionId, prompt: text('slowly') }).catch(() => undefined);
  await editor.until(() => editor.updates.length > 0);
  expect(await editor.end()).toBe(0);
  goOn();
  expect((await frames(office)).filter(({ type }) => type === 'end')).toMatchObject([{ sessionId }]);
});

test('behavior: an editor that no longer reads ends the process, and the session with it', async () => {
  const office = await newOffice();
  const editor = await open(office);
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('hello') });
  editor.process.stdout.destroy();
  const exited = once(editor.process, 'exit');
  // Any answer fails to be written.
  editor.process.stdin.write(
    `${JSON.stringify({ jsonrpc: '2.0', id: 9, method: 'session/list', params: {} })}\n`,
  );
  expect((await exited)[0]).toBe(0);
  expect((await frames(office)).filter(({ type }) => type === 'end')).toMatchObject([{ sessionId }]);
});

test('behavior: sessions that are asked for in the last moment do not keep the process', async () => {
  const editor = await open(await newOffice());
  for (let id = 10; id < 20; id++) {
    const request = { jsonrpc: '2.0', id, method: 'session/new', params: { cwd, mcpServers } };
    editor.process.stdin.write(`${JSON.stringify(request)}\n`);
  }
  expect(await editor.end()).toBe(0);
  expect(editor.stderr()).not.toContain(' at ');
});

test('behavior: standard output has nothing but the protocol, whatever comes in', async () => {
  const editor = await open(await newOffice());
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
  const editor = shared;
  const sessionId = await newSession(editor);
  await editor.agent.request(session.prompt, { sessionId, prompt: text('hello') });
  await editor.agent.request(session.close, { sessionId });
  await expect(editor.agent.request(session.prompt, { sessionId, prompt: text('x') })).rejects.toMatchObject({
    code: -32002,
  });
  await editor.agent.request(session.load, { sessionId, cwd, mcpServers });
  expect(editor.transcript(sessionId)).toEqual(['You said: hello', '> hello', 'You said: hello']);
});
