import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readUnseen } from './readSecret.ts';

test('behavior: the prompt appears only after echo is off', async () => {
  const said: unknown[] = [];
  const stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
  Object.assign(stdin, { isTTY: true, setRawMode: (raw: boolean) => said.push(raw) });
  const stderr = new PassThrough();
  stderr.on('data', (chunk) => said.push(String(chunk)));
  const asked = readUnseen('API key:', { stdin, stderr, signal: new AbortController().signal });
  stdin.push('mi_canary\r');
  expect(await asked).toBe('mi_canary');
  expect(said).toEqual([true, 'API key: ', false, '\n']);
});
