import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { expect, test } from 'vitest';
import { run, tsx } from './mi.ts';
import { root } from './snippets.ts';

const example = (name: string, ...args: string[]) => [...tsx, join(root, `examples/${name}.ts`), ...args];

test('default: a researcher with office tools reads a file, and writes a report', async () => {
  const ended = await run(process.execPath, example('researcher'), { home: tmpdir() });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^The report is in report\.md\.\n# Q1\n\nThe revenue was 7\.\n/);
  expect(ended.stdout).toMatch(/- reading q1\.csv …\n/);
});

test('default: two agents hand a task over, and stop', async () => {
  const ended = await run(process.execPath, example('hand-over'), { home: tmpdir() });
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: 'bo: In short: The revenue was 7.\n' });
});

test('default: streamText streams the answer of an agent', async () => {
  const emulator = await startEmulator({ readyAfterMs: 5 });
  try {
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const { id } = await mi.offices.create({ name: 'acme' });
    await mi.employees.hire(id, { name: 'aria' });
    const env = { MITOSIS_ENDPOINT: endpoint, MITOSIS_API_KEY: apiKey };
    const ended = await run(process.execPath, example('stream-text', 'acme/aria', 'hello'), {
      home: root,
      env,
    });
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: 'aria here. You said: hello\n' });
    await mi.close();
  } finally {
    await emulator.close();
  }
});
