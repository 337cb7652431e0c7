import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';

const PORTS = ['--port', '0', '--dashboard-port', '0', '--json'];

test('default: records a platform, and serves the recording', async () => {
  const { endpoint, dashboardEndpoint, apiKey, close } = await startEmulator({ brain: 'none' });
  await using home = await makeHome();
  const file = join(home.path, 'platform.jsonl');
  const upstream = ['--upstream', endpoint, '--upstream-dashboard', dashboardEndpoint];
  const recorder = home.start(['dev', '--record', file, ...upstream, ...PORTS]);
  const [line] = await recorder.until(/^\{.*\}\n/m);
  const headers = { Authorization: `Bearer ${apiKey}` };
  const recorded = await fetch(`${JSON.parse(line).endpoint}/api/v1/offices`, { headers });
  expect([recorded.status, await recorded.json()]).toEqual([200, []]);
  recorder.interrupt();
  await recorder.outcome;
  await close();
  const replay = home.start(['dev', '--replay', file, ...PORTS]);
  const [shown] = await replay.until(/^\{.*\}\n/m);
  const { endpoint: at, apiKey: key } = JSON.parse(shown);
  const replayed = await fetch(`${at}/api/v1/offices`, { headers: { Authorization: `Bearer ${key}` } });
  expect([replayed.status, await replayed.json()]).toEqual([200, []]);
  replay.interrupt();
  await replay.outcome;
});

test.each([
  [['--record', 'a', '--replay', 'b'], 'exclude each other'],
  [['--record', 'a'], '--record needs --upstream'],
  [['--upstream', 'http://127.0.0.1:1'], '--upstream needs --record'],
  [['--replay', 'a', '--upstream', 'http://127.0.0.1:1'], 'asks no platform'],
  [['--replay', 'a', '--data', 'b'], '--data is for an emulator'],
  [['--record', 'a', '--upstream', 'x'], 'is not a URL'],
])('error: refuses %j', async (flags, message) => {
  await using home = await makeHome();
  const run = await home.mi(['dev', ...PORTS, ...flags]);
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
