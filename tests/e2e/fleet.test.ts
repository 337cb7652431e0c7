import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './snippets.ts';

const NAMES = ['aria', 'bo', 'cleo'];

let folder: string;
let emulator: Emulator;
let fleet: ChildProcess | undefined;
let exited: Promise<unknown> = Promise.resolve();
/** The processes that the fleet has started. */
const started: number[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-fleet-'));
  emulator = await startEmulator({ brain: 'none', readyAfterMs: 5 });
});
afterEach(async () => {
  for (const pid of [fleet?.pid, ...started.splice(0)]) {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  await exited;
  await emulator.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

test('default: a fleet of three processes answers each question once when one is killed, and hands over at the end', async () => {
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id: officeId } = await mi.offices.create({ name: 'acme', forceCreate: true });
  for (const name of NAMES) await mi.employees.hire(officeId, { name });
  const agents = NAMES.map((agentId) => ({
    officeId,
    agentId,
    key: Buffer.from(emulator.agentKey(officeId, agentId)).toString('hex'),
  }));
  const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
  fleet = spawn(process.execPath, ['--import', tsx, join(root, 'examples/fleet.ts')], {
    env: { PATH: process.env['PATH'], ENDPOINT: endpoint, AGENTS: JSON.stringify(agents), STATE: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  exited = once(fleet, 'exit');
  fleet.stdout?.on('data', (bytes: Buffer) => {
    for (const [, pid] of String(bytes).matchAll(/started (\d+)/g)) started.push(Number(pid));
  });

  const answersOf = async (name: string): Promise<string[]> => {
    const messages = await mi.xmtpApi.getConversationMessages(officeId, name, { limit: 1_000 });
    return messages.filter(({ from_agent }) => from_agent === name).map(({ content }) => content);
  };
  /** Asks all agents, and returns the processes that answered. */
  const ask = (question: string): Promise<number[]> =>
    Promise.all(
      NAMES.map(async (name) => {
        await mi.xmtpApi.sendToConversation(officeId, name, { agent_id: 'admin-sdk', content: question });
        for (;;) {
          const answer = (await answersOf(name)).find((each) => each.endsWith(`heard: ${question}`));
          if (answer !== undefined) return Number(/Process (\d+)/.exec(answer)?.[1]);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }),
    );

  let round = 0;
  let by = await ask(`q${round++}`);
  while (new Set(by).size < 3) by = await ask(`q${round++}`);
  const [victim = 0] = by;
  process.kill(victim, 'SIGKILL');
  const after = await ask(`q${round++}`);
  expect(after).not.toContain(victim);
  fleet.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  const questions = Array.from({ length: round }, (_, index) => `q${index}`);
  for (const name of NAMES) {
    expect((await answersOf(name)).map((answer) => answer.replace(/^.*heard: /, ''))).toEqual(questions);
  }
  await mi.close();
});
