import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { startEmulator } from './startEmulator.ts';

/** The kinds of handles that keep a process alive, with their numbers. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/TCP(Server|Socket)Wrap|Pipe|Process/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

test('default: ends 100 open streams and running agents, and leaves no socket open', async () => {
  const before = handles();
  const emulator = await startEmulator({ readyAfterMs: 1 });
  const agents = ['aria', 'bo'].map((name) => ({ name }));
  const { offices } = await emulator.control.seed({ offices: [{ name: 'acme', agents }] });
  const url = `${emulator.endpoint}/api/v1/offices/${offices['acme']?.id}/messages/stream`;
  const headers = { Authorization: `Bearer ${emulator.apiKey}` };
  const ended = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage];
      response.on('error', () => undefined);
      await once(response, 'data');
      return { closed: once(response.resume().socket, 'close') };
    }),
  );
  await emulator.close();
  await Promise.all(ended.map(({ closed }) => closed));
  await expect.poll(handles, { timeout: 60_000 }).toEqual(before);
  await emulator.close();
});
