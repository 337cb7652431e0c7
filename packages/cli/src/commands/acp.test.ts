import { startEmulator } from '@mitosislabs/emulator';
import { expect, test } from 'vitest';
import { makeHome, ownerOf } from '../../testing/runMi.ts';

const line = (message: object) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;

test('default: an editor talks with an agent over standard input and output', async () => {
  const emulator = await startEmulator({ readyAfterMs: 0 });
  await using home = await makeHome(ownerOf(emulator));
  try {
    await home.mi(['offices', 'create', '-n', 'acme']);
    expect((await home.mi(['agents', 'hire', '-n', 'aria', '--wait'])).code).toBe(0);
    const running = home.start(['acp', 'aria']);
    const stdin = running.stdin as unknown as NodeJS.WritableStream;
    stdin.write(line({ id: 1, method: 'initialize', params: { protocolVersion: 1 } }));
    await running.until(/"id":1,"result"/);
    stdin.write(line({ id: 2, method: 'session/new', params: { cwd: '/', mcpServers: [] } }));
    const [, sessionId = ''] = await running.until(/"sessionId":"([^"]+)"/);
    const prompt = [{ type: 'text', text: 'hello' }];
    stdin.write(line({ id: 3, method: 'session/prompt', params: { sessionId, prompt } }));
    await running.until(/"stopReason":"end_turn"/);
    stdin.end();
    const { code, stdout, stderr } = await running.outcome;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    const answer = messages.flatMap(({ params }) => params?.update.content?.text ?? []).join('');
    expect(answer).toBe('aria here. You said: hello');
  } finally {
    await emulator.close();
  }
});

test('error: without an account nothing is served, and standard output stays empty', async () => {
  await using home = await makeHome();
  const { code, stdout, stderr } = await home.mi(['acp', '-o', 'an-office', 'aria'], { stdin: '' });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('mi login');
});
