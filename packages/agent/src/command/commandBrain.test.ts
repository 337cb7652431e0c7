import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Task } from '@mitosislabs/api/tasks';
import { bundleProgram } from '@mitosislabs/tooling/bundleProgram';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { brainContext, wholeOf } from '../../test/brainContext.ts';
import type { Brain } from '../brain/Brain.ts';
import { commandBrain } from './commandBrain.ts';
import type { CommandOptions } from './Program.ts';

const brains: Required<Brain>[] = [];
afterEach(() => Promise.all(brains.splice(0).map((brain) => brain.close())));

/** A brain that is a program of Node: `hear` is called with each question, `say` answers. The test closes it. */
function start(source: string, options: Partial<CommandOptions> = {}): Required<Brain> {
  const script = `
    const say = (value) => console.log(JSON.stringify(value));
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => hear(JSON.parse(line)));
    ${source}`;
  return commandBrain({ command: process.execPath, args: ['-e', script], ...options });
}

/** The same, closed after the test. */
function program(source: string, options?: Partial<CommandOptions>): Required<Brain> {
  const brain = start(source, options);
  brains.push(brain);
  return brain;
}

/** Blocks the process for ever, signals too, and leaves the core to other tests. */
const HANG = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
const task: Task = { id: 't', office_id: 'o', title: 'Audit', status: 'running', created_at: '' };

test('default: answers with a program, whole or in pieces, and does tasks', async () => {
  const brain = program(`
    const hear = ({ id, type, content, task, agent }) => {
      if (type === 'task') { say({ id, log: 'began' }); say({ id, answer: 'did ' + task.title }); }
      else if (content === 'pieces') { say({ id, write: 'a' }); say({ id, write: 'b' }); say({ id, answer: '' }); }
      else say({ id, answer: agent + ' heard ' + content });
    };`);
  const context = brainContext();
  expect(brain.capabilities).toEqual(['chat', 'tasks']);
  expect(await wholeOf(brain.answer('hello', context))).toBe('aria heard hello');
  expect(await wholeOf(brain.answer('pieces', context))).toBe('ab');
  expect(await brain.work(task, context)).toBe('did Audit');
  expect(context.steps).toEqual(['began']);
});

test('behavior: matches answers to concurrent questions, with line breaks, in any order', async () => {
  const brain = program(`
    const asked = [];
    const hear = (question) => {
      asked.push(question);
      if (asked.length === 3) for (const { id, content } of asked.reverse()) say({ id, answer: content });
    };`);
  const texts = ['one\ntwo', '"quoted" \\ \u2028', '\u001b[31mred'];
  const answers = await Promise.all(texts.map((text) => wholeOf(brain.answer(text, brainContext()))));
  expect(answers).toEqual(texts);
});

test('behavior: ignores output that is not an answer', async () => {
  const brain = program(`
    const hear = ({ id }) => {
      console.log('not JSON'); console.log('null'); console.log('[1]'); console.log('"' + id + '"'); console.log('');
      console.log('x'.repeat(3 * 1024 * 1024));
      say({ id: 'another', answer: 'wrong' }); say({ id, answer: 5, write: {}, log: [] });
      say({ id: { toString: 0 }, answer: 'wrong' }); say({ id, answer: 'right' }); say({ id, answer: 'late' });
    };`);
  expect(await wholeOf(brain.answer('?', brainContext()))).toBe('right');
  expect(await wholeOf(brain.answer('?', brainContext()))).toBe('right');
});

test('error: throws the error that the program reports', async () => {
  const brain = program(`const hear = ({ id }) => say({ id, error: 'no idea' });`);
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({
    code: 'brain_failed',
    message: 'no idea',
  });
});

test('error: fails pending questions when the program ends, and starts it again', async () => {
  const lines: string[] = [];
  const brain = program(
    `const hear = ({ id, content }) => {
      if (content === 'die') { console.error('oh'); process.exit(3); }
      say({ id, answer: String(process.pid) });
    };`,
    { onStderr: (line) => lines.push(line) },
  );
  const first = await wholeOf(brain.answer('who?', brainContext()));
  await expect(wholeOf(brain.answer('die', brainContext()))).rejects.toMatchObject({
    code: 'brain_stopped',
    message: expect.stringContaining('ended (code 3)'),
  });
  expect(lines).toEqual(['oh']);
  expect(await wholeOf(brain.answer('who?', brainContext()))).not.toBe(first);
});

test('behavior: restarts at once a program that ends with each answer', async () => {
  // The clock stands still: a start that waits would wait for ever.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const brain = program(
      `const hear = ({ id }) => { say({ id, answer: String(process.pid) }); process.exit(); };`,
    );
    const pids = new Set<string>();
    // A question that comes before the end was seen is lost.
    const ask = () => wholeOf(brain.answer('who?', brainContext())).then((pid) => pids.add(pid));
    while (pids.size < 3) await ask().catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('behavior: reads a last line without a line break', async () => {
  const brain = program(`
    const hear = ({ id }) => process.stdout.write(JSON.stringify({ id, answer: 'last' }), () => process.exit());`);
  expect(await wholeOf(brain.answer('?', brainContext()))).toBe('last');
});

test('error: notices that the program has ended while its child still runs', async () => {
  const pids: number[] = [];
  const brain = program(
    `const { spawn } = require('node:child_process');
    const stdio = ['ignore', 'inherit', 'inherit'];
    const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio, detached: true });
    console.error(pid);
    const hear = () => process.exit(3);`,
    { onStderr: (line) => pids.push(Number(line)) },
  );
  try {
    await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({
      code: 'brain_stopped',
      message: expect.stringContaining('ended (code 3)'),
    });
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGKILL');
  }
});

test('error: refuses an answer that is too long, and an error without a reason', async () => {
  const brain = program(`
    const hear = ({ id, type, content }) => {
      if (content === 'line') say({ id, answer: 'x'.repeat(3 * 1024 * 1024) });
      if (content === 'pieces') for (let n = 0; n < 50; n++) say({ id, write: 'x'.repeat(100_000) });
      if (content === 'sulk') say({ id, error: '' });
      if (content === 'fine') say({ id, answer: 'fine' });
    };`);
  for (const [content, code, message] of [
    ['line', 'brain_reply', 'is longer than 1048576'],
    ['pieces', 'brain_reply', 'is longer than 4194304'],
    ['sulk', 'brain_failed', 'without a reason'],
  ] as const) {
    const answer = wholeOf(brain.answer(content, brainContext()));
    await expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  }
  expect(await wholeOf(brain.answer('fine', brainContext()))).toBe('fine');
});

test('error: reports a missing or silent program', async () => {
  const missing = commandBrain({ command: '/no/such/program' });
  await expect(wholeOf(missing.answer('?', brainContext()))).rejects.toMatchObject({ code: 'brain_stopped' });
  const silent = program('const hear = () => undefined;', { timeoutMs: 50 });
  await expect(wholeOf(silent.answer('?', brainContext()))).rejects.toMatchObject({ code: 'brain_timeout' });
  expect(() => commandBrain({ command: '' })).toThrow('command');
});

test('behavior: cancels an aborted question in the program', async () => {
  const brain = program(`
    let cancelled = 0;
    const hear = ({ id, type, content }) => {
      if (type === 'cancel') cancelled++;
      else if (content === 'count') say({ id, answer: String(cancelled) });
    };`);
  await wholeOf(brain.answer('count', brainContext()));
  const abort = new AbortController();
  const answer = wholeOf(brain.answer('for ever', brainContext({ signal: abort.signal })));
  setTimeout(() => abort.abort(new Error('stopped')), 20);
  await expect(answer).rejects.toThrow('stopped');
  expect(await wholeOf(brain.answer('count', brainContext()))).toBe('1');
});

test('behavior: close ends the program, even if it ignores signals', async () => {
  const brain = program(`
    process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);
    const hear = ({ id }) => say({ id, answer: String(process.pid) });`);
  const pid = Number(await wholeOf(brain.answer('who?', brainContext())));
  await brain.close();
  expect(() => process.kill(pid, 0)).toThrow();
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({ code: 'brain_stopped' });
});

test.runIf(process.platform !== 'win32')('behavior: close ends the processes of the program', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.resume())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const brain = program(`
    const script = 'require("node:net").connect(${port}, "127.0.0.1").on("error", () => undefined)';
    require('node:child_process').spawn(process.execPath, ['-e', script]);
    const hear = ({ id }) => say({ id, answer: 'here' });`);
  await wholeOf(brain.answer('?', brainContext()));
  const [socket] = sockets.length > 0 ? sockets : ((await once(server, 'connection')) as Socket[]);
  const gone = once(socket as Socket, 'close');
  await brain.close();
  await gone;
  expect((socket as Socket).destroyed).toBe(true);
  server.close();
});

describe.runIf(process.platform !== 'win32')('processes started by the program end', () => {
  let folder: string;
  /** A program that asks a brain, then runs the code in its last argument. */
  let host: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mitosis-agent-'));
    const contents = `
      import { commandBrain } from './commandBrain.ts';
      const [source, end] = process.argv.slice(2);
      const brain = commandBrain({ command: process.execPath, args: ['-e', source] });
      const context = { agent: { name: 'aria' }, log: () => undefined, signal: new AbortController().signal };
      for await (const piece of brain.answer('?', context)) console.log(piece);
      new Function(end)();`;
    const resolveDir = fileURLToPath(new URL('.', import.meta.url));
    host = await bundleProgram({ contents, resolveDir }, join(folder, 'host.mjs'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A child that says by a connection whether it is there, as source of a program. */
  async function witness(): Promise<{ source: string; isGone: Promise<unknown>; close(): void }> {
    let gone: () => void = () => undefined;
    const isGone = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const server = createServer(
      (socket) =>
        void socket
          .on('error', () => undefined)
          .on('close', gone)
          .resume(),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const source = `
      const script = 'require("node:net").connect(${port}, "127.0.0.1", () => console.log("up"))' +
        '.on("error", () => process.exit()); process.on("SIGTERM", () => 0)';
      const { stdout } = require('node:child_process').spawn(process.execPath, ['-e', script]);
      const isUp = new Promise((resolve) => stdout.once('data', resolve));`;
    return { source, isGone, close: () => void server.close() };
  }

  // Together: one waits for its limit.
  test.concurrent.each([
    ['by itself', 'process.exit(3)', 'brain_stopped', 300_000],
    ['by a signal', "process.kill(process.pid, 'SIGKILL')", 'brain_stopped', 300_000],
    ['because it hangs', HANG, 'brain_timeout', 20_000],
  ])('behavior: when it ends %s', async (_, end, code, timeoutMs) => {
    const { source, isGone, close } = await witness();
    const brain = start(`${source} const hear = () => isUp.then(() => { ${end} });`, { timeoutMs });
    await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({ code });
    await isGone;
    await brain.close();
    close();
  });

  test.concurrent.each([
    'process.exit()',
    "process.kill(process.pid, 'SIGTERM')",
    "process.kill(process.pid, 'SIGINT')",
    "process.kill(process.pid, 'SIGKILL')",
  ])('behavior: when the process of the agent ends by %s', async (end) => {
    const { source: child, isGone, close } = await witness();
    const brain = `${child} const hear = ({ id }) => isUp.then(() => console.log(JSON.stringify({ id, answer: '' })));
        require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => hear(JSON.parse(line)));
        process.stdin.on('end', () => setInterval(() => 0, 1000));`;
    const agent = spawn(process.execPath, [host, brain, end], { stdio: 'ignore' });
    const [exitCode, signal] = await once(agent, 'exit');
    await isGone;
    expect(end).toContain(signal ?? (exitCode === 0 ? 'exit' : 'none'));
    close();
  });
});

test('behavior: causes no leak warning with many questions on one signal', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  const brain = program('const hear = ({ id, content }) => say({ id, answer: content });');
  const context = brainContext();
  const asked = Array.from({ length: 3_000 }, (_, n) => `question ${n}`);
  expect(await Promise.all(asked.map((text) => wholeOf(brain.answer(text, context))))).toEqual(asked);
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
});

test.each([
  ['that cannot be', ['a\0b']],
  ['that is too long', ['x'.repeat(4_000_000)]],
])('error: refuses an argument %s', async (_, args) => {
  const brain = commandBrain({ command: 'cat', args });
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({
    name: 'BrainError',
    code: 'brain_stopped',
  });
});
