import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from './main.ts';

test.each<[string[], string]>([
  [['--allow', 'ask_agnet'], '--allow has'],
  [['--deny', 'ask_agnet'], '--deny has'],
  [['--tools', 'some'], '--tools must'],
  [['--http', '--port', '70000'], '--port must'],
  [['--http'], 'MITOSIS_MCP_TOKEN must'],
])('error: %j names the flag or the variable', async (argv, words) => {
  let said = '';
  const stderr = {
    write(text: string) {
      said += text;
      return true;
    },
  };
  const env = {
    MITOSIS_ENDPOINT: 'http://127.0.0.1:9',
    MITOSIS_API_KEY: 'mi_example',
    MITOSIS_MCP_TOKEN: 'short',
    MITOSIS_HOME: join(tmpdir(), 'mitosis-none'),
  };
  const listeners = process.listenerCount('SIGINT');
  expect(await main(argv, { env, stderr: stderr as NodeJS.WritableStream, stdout: stderr as never })).toBe(2);
  expect(said).toContain(`error: ${words}`);
  expect(process.listenerCount('SIGINT'), 'listeners that it leaves').toBe(listeners);
});
