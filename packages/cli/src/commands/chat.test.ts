import { type Emulator, type Fault, type FaultyRequest, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Home, makeHome } from '../../testing/runMi.ts';

const PASTE_OFF = '\u001b[?2004l';

let emulator: Emulator;
let home: Home;
let fault: (request: FaultyRequest) => Fault | undefined;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 5, faults: (request) => fault(request) });
  home = await makeHome({
    MITOSIS_ENDPOINT: emulator.endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: emulator.dashboardEndpoint,
    MITOSIS_API_KEY: emulator.apiKey,
  });
  fault = () => undefined;
  await home.mi(['offices', 'create', '-n', 'acme']);
  await home.mi(['agents', 'hire', '-n', 'aria', '--wait']);
});

afterAll(async () => {
  await emulator?.close();
  await home?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  fault = () => undefined;
});

describe('mi chat at a terminal', () => {
  test('behavior: a signal from elsewhere leaves, and gives the terminal back', async () => {
    const chat = home.start(['chat', 'aria'], { tty: true });
    await chat.until(/you> /);
    chat.interrupt();
    const { code, stdout } = await chat.outcome;
    expect(code).toBe(130);
    expect(stdout.endsWith(PASTE_OFF)).toBe(true);
  });

  test('behavior: a message that is not accepted is reported, and can be sent again', async () => {
    const chat = home.start(['chat', 'aria'], { tty: true });
    await chat.until(/you> /);
    fault = ({ method }) => (method === 'POST' ? 'reset' : undefined);
    chat.stdin.push('hello\r');
    await chat.until(/(not sent|may have been sent): the platform cannot be reached\s+Press Up to edit it/);
    fault = () => undefined;
    chat.stdin.push('\u001b[A\r');
    await chat.until(/aria here\. You said: hello/);
    chat.stdin.push('/quit\r');
    expect(await chat.outcome).toMatchObject({ code: 0 });
  });

  test('behavior: Ctrl-C aborts a message being sent, and the chat continues', async () => {
    const chat = home.start(['chat', 'aria'], { tty: true });
    await chat.until(/you> /);
    fault = ({ method }) => (method === 'POST' ? { responseMs: 600_000 } : undefined);
    chat.stdin.push('slow\r');
    await chat.until(/aria is answering/);
    chat.stdin.push('\u0003');
    await chat.until(/no longer waiting/);
    fault = () => undefined;
    chat.stdin.push('next\r');
    await chat.until(/You said: next/);
    chat.stdin.push('\u0003\u0003');
    expect(await chat.outcome).toMatchObject({ code: 130 });
  });

  test('error: an agent that is gone is reported', async () => {
    await home.mi(['agents', 'hire', '-n', 'temp', '--wait']);
    const chat = home.start(['chat', 'temp'], { tty: true });
    await chat.until(/you> /);
    await home.mi(['agents', 'fire', 'temp', '--yes']);
    chat.stdin.push('hello\r');
    await chat.until(/not sent: /);
    chat.stdin.push('\u0004');
    const { code, stdout } = await chat.outcome;
    expect(code).toBe(0);
    expect(stdout.endsWith(PASTE_OFF)).toBe(true);
  });
});

describe('mi chat in a pipe', () => {
  test('behavior: prints the answers to its own lines, not those to other users', async () => {
    const chat = home.start(['chat', 'aria']);
    chat.stdin.push('mine one\n');
    await chat.until(/You said: mine one/);
    const others = await home.mi(['send', 'aria', 'theirs', '--wait']);
    expect(others.stdout).toContain('You said: theirs');
    chat.stdin.push('mine two\n');
    await chat.until(/You said: mine two/);
    // Several at once: each has its own answer.
    const crowd = Promise.all([1, 2, 3].map((n) => home.mi(['send', 'aria', `crowd ${n}`, '--wait'])));
    chat.stdin.push('mine three\n');
    await crowd;
    await chat.until(/You said: mine three/);
    chat.stdin.push('/quit\n');
    const { code, stdout } = await chat.outcome;
    expect(code).toBe(0);
    expect(stdout.match(/You said: .*/g)).toEqual(['one', 'two', 'three'].map((n) => `You said: mine ${n}`));
  });

  test('behavior: with --json, too', async () => {
    const chat = home.start(['chat', 'aria', '--json']);
    chat.stdin.push('mine\n');
    await chat.until(/You said: mine/);
    await home.mi(['send', 'aria', 'theirs', '--wait']);
    chat.stdin.push('mine again\n');
    await chat.until(/You said: mine again/);
    chat.stdin.push('/quit\n');
    const { stdout } = await chat.outcome;
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).content as string);
    expect(answers.map((text) => text.replace(/^.*You said: /, ''))).toEqual(['mine', 'mine again']);
  });
});

describe('mi send', () => {
  test('error: if the answer cannot be read, the hint says that the message was sent', async () => {
    let posts = 0;
    fault = ({ method }) => {
      if (method === 'POST') posts++;
      // The first one opens the session, the second one is the message.
      return method === 'GET' && posts > 1 ? 403 : undefined;
    };
    const { code, stderr } = await home.mi(['send', 'aria', 'hello', '--wait']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/The message (was sent and may still be answered|may have been sent)\.\n/);
  });

  test('error: if the message was refused, the hint does not say that it was sent', async () => {
    fault = ({ method }) => (method === 'POST' ? 403 : undefined);
    const { code, stderr } = await home.mi(['send', 'aria', 'hello', '--wait']);
    expect(code).toBe(4);
    expect(stderr).not.toContain('The message');
  });
});

describe('an agent that is fired during a chat', () => {
  test('error: at a terminal, a fired agent is reported', async () => {
    await home.mi(['agents', 'hire', '-n', 'temp', '--wait']);
    const chat = home.start(['chat', 'temp'], { tty: true });
    chat.stdin.push('hello\r');
    await chat.until(/You said: hello/);
    expect(await home.mi(['agents', 'fire', 'temp', '--yes'])).toMatchObject({ code: 0 });
    chat.stdin.push('are you there?\r');
    const { stderr, code } = await chat.outcome;
    expect(stderr).toContain('temp is no longer in the office: the agent was fired');
    expect(code).toBe(5);
  });

  test('error: in a pipe, too', async () => {
    // An office of its own: one takes three hires in ten minutes.
    const made = await home.mi(['offices', 'create', '-n', 'other', '--force', '--json']);
    const office: string = JSON.parse(made.stdout).id;
    const hired = await home.mi(['agents', 'hire', '-o', office, '-n', 'temp2', '--wait']);
    expect(hired).toMatchObject({ code: 0 });
    const chat = home.start(['chat', office, 'temp2']);
    chat.stdin.push('hello\n');
    await chat.until(/You said: hello/);
    const fired = await home.mi(['agents', 'fire', office, 'temp2', '--yes']);
    expect(fired).toMatchObject({ code: 0 });
    chat.stdin.push('are you there?\n');
    expect(await chat.outcome).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('temp2 is no longer in the office: the agent was fired'),
    });
  });
});

test('error: a line that is not UTF-8 is refused', async () => {
  const chat = home.start(['chat', 'acme', 'aria']);
  chat.stdin.push(Buffer.from('gr\xfc\xdfe\n', 'latin1'));
  expect(await chat.outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('is not UTF-8') });
});
