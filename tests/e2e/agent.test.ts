import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
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

test('default: the agent in ten lines answers on the emulator', async () => {
  emulator = await startEmulator({ brain: 'none', readyAfterMs: 5 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const office = await mi.offices.create({ name: 'acme', forceCreate: true });
  await mi.employees.hire(office.id, { name: 'aria' });
  const AGENT_KEY = Buffer.from(emulator.agentKey(office.id, 'aria')).toString('hex');
  const env = { PATH: process.env['PATH'] ?? '', ENDPOINT: endpoint, OFFICE_ID: office.id, AGENT_KEY };
  // In one process: what is ended is the agent itself.
  const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
  const args = ['--import', tsx, join(root, 'examples/echo-agent.ts')];
  child = spawn(process.execPath, args, { env, stdio: 'inherit' });
  const session = await mi.xmtp.openSession(office.id, 'aria');
  expect((await session.negotiate(240_000)).capabilities).toEqual(['chat']);
  await session.send('hello');
  for await (const { content } of session.stream(50)) {
    expect(content).toBe('You said: hello');
    break;
  }
  await mi.close();
});
