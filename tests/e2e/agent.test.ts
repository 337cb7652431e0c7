import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { ask } from '@mitosislabs/xmtp/ask';
import { afterEach, expect, test } from 'vitest';
import { root } from './snippets.ts';

let emulator: Emulator | undefined;
let child: ChildProcess | undefined;
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await emulator?.close();
});

/** Starts an example as the agent `aria` of a new office. */
async function startExample(
  name: string,
): Promise<{ mi: MitosisClient; office: string; agent: ChildProcess }> {
  emulator = await startEmulator({ brain: 'none', readyAfterMs: 5 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const office = (await mi.offices.create({ name: 'acme', forceCreate: true })).id;
  await mi.employees.hire(office, { name: 'aria' });
  const AGENT_KEY = Buffer.from(emulator.agentKey(office, 'aria')).toString('hex');
  const env = { PATH: process.env['PATH'] ?? '', ENDPOINT: endpoint, OFFICE_ID: office, AGENT_KEY };
  // In one process: what is ended is the agent itself.
  const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
  const args = ['--import', tsx, join(root, 'examples', name)];
  child = spawn(process.execPath, args, { env, stdio: 'inherit' });
  return { mi, office, agent: child };
}

test('default: the agent in ten lines answers on the emulator', async () => {
  const { mi, office } = await startExample('echo-agent.ts');
  const session = await mi.xmtp.openSession(office, 'aria');
  expect((await session.negotiate(240_000)).capabilities).toEqual(['chat']);
  await session.send('hello');
  for await (const { content } of session.stream(50)) {
    expect(content).toBe('You said: hello');
    break;
  }
  await mi.close();
});

test('default: a scripted agent in a process of its own follows its script, and ends with its outcome', async () => {
  const { mi, office, agent } = await startExample('scripted-agent.ts');
  const session = await mi.xmtp.openSession(office, 'aria');
  await session.negotiate(240_000);
  const say = async (text: string) => (await ask(mi.transport, session, text)).content;
  expect(await say('hello')).toBe('Hi, I am Aria.');
  expect(await say('What is the weather in Bern?')).toBe('It rains in Bern.');
  expect(await say('And then?')).toBe('I do not know.');
  expect(await say('And then?')).not.toBe('I do not know.');
  await session.close();
  const results: unknown[] = [];
  for (const title of ['Audit Q1', 'Dig']) {
    const { id } = await mi.tasks.create(office, { title, assigned_to: 'aria' });
    await expect.poll(async () => (await mi.tasks.get(office, id)).status).toMatch(/completed|failed/);
    const { status, result, error } = await mi.tasks.get(office, id);
    results.push([status, result ?? error]);
  }
  expect(results).toEqual([
    ['completed', 'No findings.'],
    ['failed', expect.stringContaining('There are no figures.')],
  ]);
  agent.kill('SIGTERM');
  expect(await once(agent, 'close')).toEqual([0, null]);
  await mi.close();
});
