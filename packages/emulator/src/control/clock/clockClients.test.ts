import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TasksAPI, XMTPAPI } from '@mitosislabs/api';
import { type ClientConfig, Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { ask as askSession } from '@mitosislabs/xmtp/ask';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from '../../testing/world.ts';

const YEAR = 365 * 24 * 3_600_000;

/** An agent that runs in a process of its own, by the clock of this machine. */
const PROGRAM = `
import { defineAgent } from '@mitosislabs/agent';
const [endpoint, officeId, agentId, key] = process.argv.slice(2);
await defineAgent({ onMessage: (message, reply) => reply.send('heard ' + message.content) })
  .run({ endpoint, officeId, agentId, signingKey: new Uint8Array(Buffer.from(key, 'hex')) });
`;

let folder: string;
let program: string;
let world: World;
let child: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-clock-'));
  program = join(folder, 'agent.mjs');
  await build({
    stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  child?.kill('SIGKILL');
  await world?.close();
});

/** Changes the clock of the emulator. */
const changes: [string, () => Promise<unknown>][] = [
  ['ten years ahead', () => world.emulator.control.clock.advance(10 * YEAR)],
  ['ten years back', () => world.emulator.control.clock.set(Date.now() - 10 * YEAR)],
  [
    'frozen a year ago',
    async () => {
      await world.emulator.control.clock.freeze();
      await world.emulator.control.clock.set(Date.now() - YEAR);
    },
  ],
  ['at 1,000 times real time', () => world.emulator.control.clock.run(1_000)],
];

/** The answer to a message, in a new session. */
async function ask(officeId: string, agent: string, text: string): Promise<string> {
  const { endpoint, apiKey } = world.emulator;
  const transport = new Transport({ endpoint, apiKey });
  const session = await new XMTPChannel(new XMTPAPI(transport)).openSession(officeId, agent);
  try {
    return (await askSession(transport, session, text)).content;
  } finally {
    await session.close();
  }
}

describe.each(changes)('a clock %s', (_, change) => {
  test('behavior: clients with a key, a token and a signature keep working, from before and new', async () => {
    world = await startWorld({ brain: 'none' });
    const id = await world.officeWith('aria');
    const { endpoint, apiKey, jwtSecret } = world.emulator;
    const configs: ClientConfig[] = [
      { endpoint, apiKey },
      { endpoint, jwt: { jwtSecret } },
      { endpoint, agent: { agentId: 'aria', signingKey: world.emulator.agentKey(id, 'aria') } },
    ];
    const clients = () => configs.map((config) => new TasksAPI(new Transport(config)));
    const before = clients();
    for (const tasks of before) expect(await tasks.list(id)).toEqual([]);
    await change();
    let count = 0;
    for (const tasks of [...before, ...clients()]) {
      expect(await tasks.list(id)).toHaveLength(count++);
      await tasks.create(id, { title: 'x', assigned_to: 'aria' });
    }
  });

  test("behavior: the emulator's own agents stay online, answer and work", async () => {
    // Ten years of running time cost some.
    world = await startWorld({ initialCredits: 1_000_000 });
    const id = await world.officeWith('aria');
    await change();
    const { employees, tasks } = world.owner;
    expect(await ask(id, 'aria', 'hello')).toContain('hello');
    await until(
      () => employees.presence(id, 'aria'),
      ({ online }) => online,
    );
    const { id: task } = await tasks.create(id, { title: 'x', assigned_to: 'aria' });
    await until(
      () => tasks.get(id, task),
      ({ status }) => status === 'completed',
    );
  });

  test('behavior: an agent in a process of its own answers', async () => {
    world = await startWorld({ brain: 'none' });
    const id = await world.officeWith('aria');
    const key = Buffer.from(world.emulator.agentKey(id, 'aria')).toString('hex');
    const start = () =>
      spawn(process.execPath, [program, world.emulator.endpoint, id, 'aria', key], { stdio: 'inherit' });
    child = start();
    expect(await ask(id, 'aria', 'one')).toBe('heard one');
    await change();
    expect(await ask(id, 'aria', 'two')).toBe('heard two');
    child.kill('SIGKILL');
    child = start();
    expect(await ask(id, 'aria', 'three')).toBe('heard three');
  });
});
