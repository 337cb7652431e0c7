import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';
import { mi, run } from './mi.ts';
import { root } from './snippets.ts';

/** A span as `examples/tracing.ts` writes it. */
interface Line {
  name: string;
  traceId: string;
  spanId: string;
  parentId?: string;
  attributes: Record<string, unknown>;
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
const tracing = pathToFileURL(join(root, 'examples/tracing.ts')).href;

let emulator: Emulator;
let home: string;
let agent: ChildProcess;
let env: Record<string, string>;
let files: { agent: string; mi: string };

beforeAll(async () => {
  emulator = await startEmulator({ brain: 'none' });
  home = await mkdtemp(join(tmpdir(), 'mitosis-otel-'));
  files = { agent: join(home, 'agent.jsonl'), mi: join(home, 'mi.jsonl') };
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await client.offices.create({ name: 'acme' });
  await client.employees.hire(id, { name: 'aria' });
  const AGENT_KEY = Buffer.from(emulator.agentKey(id, 'aria')).toString('hex');
  agent = spawn(
    process.execPath,
    ['--import', tsx, '--import', tracing, join(root, 'examples/echo-agent.ts')],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        ENDPOINT: endpoint,
        OFFICE_ID: id,
        AGENT_KEY,
        TRACE_FILE: files.agent,
      },
      stdio: 'inherit',
    },
  );
  await client.employees.waitUntilReady(id, 'aria', { timeoutMs: 240_000 });
  await client.close();
  env = {
    MITOSIS_ENDPOINT: endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
    MITOSIS_API_KEY: apiKey,
    MITOSIS_OFFICE: id,
    TRACE_FILE: files.mi,
  };
});
afterAll(async () => {
  if (agent && agent.exitCode === null) {
    agent.kill();
    await once(agent, 'exit');
  }
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

async function spansIn(file: string): Promise<Line[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** The agent's spans of answers in a trace, when there is one. */
async function answersIn(traceId: string): Promise<Line[]> {
  const answers = async () =>
    (await spansIn(files.agent)).filter(
      (span) => span.traceId === traceId && span.name === 'invoke_agent aria',
    );
  await expect.poll(answers).not.toHaveLength(0);
  return answers();
}

test('default: a conversation with mi is one trace, over two processes', async () => {
  const NODE_OPTIONS = `--import ${tsx} --import ${tracing}`;
  const input = 'one\ntwo\n';
  const ended = await mi(['chat', 'aria'], { home, env: { ...env, TRACEPARENT, NODE_OPTIONS }, input });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('You said: one');
  const own = await spansIn(files.mi);
  expect(new Set(own.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  const [command] = own.filter(({ name }) => name === 'mi chat');
  expect(command).toMatchObject({ parentId: TRACEPARENT.slice(36, 52) });
  const sent = own.filter(({ name }) => name === 'invoke_agent aria');
  expect(sent.map(({ parentId }) => parentId)).toEqual([command?.spanId, command?.spanId]);
  await expect.poll(() => answersIn(TRACE)).toHaveLength(2);
  const answers = await answersIn(TRACE);
  expect(answers.map(({ parentId }) => parentId)).toEqual(sent.map(({ spanId }) => spanId));
  // The requests of the agent's answers, too.
  const requests = (await spansIn(files.agent)).filter(({ traceId }) => traceId === TRACE);
  expect(requests.map(({ attributes }) => attributes['http.request.method'])).toContain('POST');
});

test('behavior: without an SDK, mi carries the trace on to the agent', async () => {
  const traceId = TRACE.replace('0af', 'abc');
  const traceparent = TRACEPARENT.replace(TRACE, traceId);
  const ended = await mi(['send', 'aria', 'hello', '--wait'], {
    home,
    env: { ...env, TRACEPARENT: traceparent },
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('You said: hello');
  expect(await answersIn(traceId)).toMatchObject([{ parentId: traceparent.slice(36, 52) }]);
});

test('error: a TRACEPARENT that is not valid changes nothing', async () => {
  const before = (await spansIn(files.agent)).length;
  const bad = `${TRACEPARENT}\u001b[2J`;
  const ended = await mi(['send', 'aria', 'again', '--wait'], { home, env: { ...env, TRACEPARENT: bad } });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const answers = async () =>
    (await spansIn(files.agent)).slice(before).filter(({ name }) => name === 'invoke_agent aria');
  await expect.poll(answers).toHaveLength(1);
  expect((await answers())[0]?.parentId).toBeUndefined();
  await expect(access(join(home, 'trace.jsonl'))).rejects.toThrow();
});

test('behavior: the packed packages without @opentelemetry/api follow nothing, and run', async () => {
  const { folder } = await installPacked();
  const lonely = join(home, 'lonely');
  // All that the package needs, and nothing else.
  for (const name of ['@mitosislabs/otel', '@mitosislabs/transport', '@mitosislabs/auth', '@noble', 'ky']) {
    await cp(join(folder, 'node_modules', name), join(lonely, 'node_modules', name), { recursive: true });
  }
  const program = join(lonely, 'program.mjs');
  await writeFile(
    program,
    `import { instrument } from '@mitosislabs/otel';
    import { getTelemetry } from '@mitosislabs/transport/telemetry';
    const instrumentation = await instrument();
    await instrumentation.flush();
    instrumentation.end();
    console.log(instrumentation.isActive, getTelemetry());`,
  );
  for (const args of [[program], ['--import', '@mitosislabs/otel/register', program]]) {
    const ended = await run(process.execPath, args, { home, cwd: lonely });
    expect(ended).toEqual({ code: 0, stdout: 'false undefined\n', stderr: '' });
  }
});
