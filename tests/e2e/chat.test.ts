import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, type Fault, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from './snippets.ts';
import { openTerminal, type TestTerminal } from './tmux.ts';

const bin = join(root, 'packages/cli/bin/mi.js');

const HOSTILE = [
  'before\u001b[2J\u001b[H\u001b]52;c;cHduZWQ=\u0007',
  '\u001b]0;pwned\u0007\rover\u009b31m\u202eevil\u2028you> rm',
].join('');
const ANSWERS: Readonly<Record<string, string>> = {
  report: '# Report\n\n- **one**\n- two\n\n```\nlet a;\n```',
  hostile: HOSTILE,
};

let emulator: Emulator;
let home: string;
let env: Record<string, string>;
/** Streams answers with the pieces that the test gives; `end` ends one. */
let growing: Map<string, (piece: string) => void>;
/** Answers that wait until the test gives them. */
let held: Map<string, (answer: string) => void>;
let fault: Fault | undefined;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-chat-'));
  emulator = await startEmulator({
    readyAfterMs: 5,
    faults: () => fault,
    brain: {
      capabilities: ['chat'],
      answer: (message) => {
        if (message.startsWith('grow')) return piecesFor(message);
        if (message.startsWith('slow')) return slowly(message);
        return message.startsWith('hold')
          ? new Promise((resolve) => held.set(message, resolve))
          : Promise.resolve(ANSWERS[message] ?? `You said: ${JSON.stringify(message)}`);
      },
      work: async () => 'done',
    },
  });
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TERM: 'screen-256color',
    MITOSIS_ENDPOINT: emulator.endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: emulator.dashboardEndpoint,
    MITOSIS_API_KEY: emulator.apiKey,
  };
  await mi('offices', 'create', '-n', 'acme');
  for (const name of ['aria', 'bo', 'cleo']) await mi('agents', 'hire', '-n', name, '--wait');
});

afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

beforeEach(() => {
  held = new Map();
  growing = new Map();
  fault = undefined;
});

async function mi(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [bin, ...args], { env, cwd: home })).stdout;
}

/** An answer of pieces that the test gives. */
async function* piecesFor(message: string): AsyncGenerator<string> {
  const ready: string[] = [];
  let rise = (): void => undefined;
  growing.set(message, (piece) => {
    ready.push(piece);
    rise();
  });
  for (;;) {
    for (let piece = ready.shift(); piece !== undefined; piece = ready.shift()) {
      if (piece === 'end') return;
      yield piece;
    }
    await new Promise<void>((resolve) => {
      rise = resolve;
    });
  }
}

/** An answer that takes its time. */
async function* slowly(message: string): AsyncGenerator<string> {
  for (const word of `You said: ${JSON.stringify(message)}`.split(/(?<= )/)) {
    yield word;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** Passes text to the answer of a question, once the agent has the question. */
const passTo = (answers: () => ReadonlyMap<string, (text: string) => void>) => {
  return async (question: string, text: string): Promise<void> => {
    await expect.poll(() => answers().has(question)).toBe(true);
    answers().get(question)?.(text);
  };
};
/** Appends a piece to a streaming answer; `end` ends it. */
const add = passTo(() => growing);
/** Gives an answer that was held back. */
const give = passTo(() => held);

async function chat(size?: { columns: number; rows: number }): Promise<TestTerminal> {
  const terminal = await openTerminal([process.execPath, bin, 'chat', 'aria'], env, size);
  await terminal.until(/you>$/);
  return terminal;
}

describe.skipIf(isMissing('tmux'))('at a terminal', () => {
  test('default: questions, answers that can be read, commands, and /quit', async () => {
    await using terminal = await chat();
    await terminal.until(/talking with aria \(chat\)/);
    await terminal.type('report');
    await terminal.press('Enter');
    const shown = await terminal.until(/let a;/);
    expect(shown).toContain(
      ['you> report', 'aria> # Report', '', '      • one', '      • two', '', '        let a;', 'you>'].join(
        '\n',
      ),
    );
    await terminal.type('/help');
    await terminal.press('Enter');
    await terminal.until(/\/tasks +list the tasks/);
    await terminal.type('/files');
    await terminal.press('Enter');
    await terminal.until(/no files yet/);
    await mi('tasks', 'create', '-t', 'Audit Q1', '-a', 'bo', '--wait');
    await terminal.type('/tasks');
    await terminal.press('Enter');
    await terminal.until(/completed +bo +Audit Q1/);
    await terminal.type('/nothing');
    await terminal.press('Enter');
    await terminal.until(/there is no command \/nothing/);
    await terminal.type('//etc');
    await terminal.press('Enter');
    await terminal.until('You said: "/etc"');
    await terminal.type('/quit');
    await terminal.press('Enter');
    await terminal.until(/exit code 0/);
  });

  test('behavior: what comes in leaves what is being typed as it is, the cursor included', async () => {
    await using terminal = await chat({ columns: 40, rows: 16 });
    await terminal.type('hold 1');
    await terminal.press('Enter');
    await terminal.until(/aria is answering/);
    // Longer than a line of the screen, with wide characters; the cursor goes back over the last word.
    await terminal.type('a line that is longer than the screen is 世界 wide');
    await terminal.press('M-b');
    await give('hold 1', 'first answer');
    const screen = await terminal.until(/first answer/);
    expect(screen).toContain(
      ['aria> first answer', 'you> a line that is longer than the scr', '     een is 世界 wide'].join('\n'),
    );
    expect(screen.match(/a line that/g)).toHaveLength(1);
    await terminal.type('very ');
    await terminal.press('Enter');
    await terminal.until(/You said/);
    expect((await terminal.screen()).replace(/\n +/g, ' ')).toContain(
      'You said: "a line that is longer than the screen is 世界 very wide"',
    );
  });

  test('behavior: several lines that are pasted are one message, and are sent with Enter', async () => {
    await using terminal = await chat();
    await terminal.paste('one\ntwo\n\u202ethree');
    expect(await terminal.until(/three/)).toContain(['you> one', '     two', '     \\u202ethree'].join('\n'));
    await terminal.press('Enter');
    await terminal.until('You said: "one\\ntwo\\n');
    // And is one entry of the history.
    await terminal.press('Up');
    await expect.poll(async () => (await terminal.screen()).match(/you> one/g)?.length).toBe(2);
    // More than the screen holds.
    await terminal.press('C-c');
    await terminal.until(/Ctrl-C again leaves/);
    await terminal.paste(Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n'));
    await terminal.until(/line 59$/);
    await terminal.press('C-c');
    await terminal.until(/Ctrl-C again leaves\nyou>$/);
    expect(await terminal.screen({ history: true })).not.toMatch(/line \d+/);
  });

  test('behavior: an answer is seen while it grows, and stands there once at the end', async () => {
    await using terminal = await chat({ columns: 40, rows: 16 });
    await terminal.type('grow 1');
    await terminal.press('Enter');
    await add('grow 1', '# Report\n\n- **one**\n- tw');
    await terminal.until(/aria> # Report\n\n +• one\n +• tw\n· aria is answering …\nyou>$/);
    // Text typed meanwhile stays as it is; a split escape sequence has no effect.
    await terminal.type('next one');
    await add('grow 1', 'o \u001b');
    await terminal.until(/• two \\x1b\n· aria is answering …\nyou> next one$/);
    await add('grow 1', '[2Jdone\n');
    await terminal.until(/• two \\x1b\[2Jdone\n/);
    await add('grow 1', 'end');
    const screen = await terminal.until(/• two \\x1b\[2Jdone\nyou> next one$/);
    expect(screen.match(/Report/g)).toHaveLength(1);
    await terminal.press('Enter');
    await terminal.until(/You said: "next one"/);
    expect((await terminal.screen({ history: true })).match(/Report/g)).toHaveLength(1);
  });

  test('behavior: one that is longer than the screen, or not finished, can be read', async () => {
    await using terminal = await chat({ columns: 60, rows: 12 });
    await terminal.type('grow 2');
    await terminal.press('Enter');
    const lines = Array.from({ length: 40 }, (_, index) => `${index}. item`);
    await add('grow 2', `${lines.slice(0, 30).join('\n')}\n`);
    await terminal.until(/29\. item\n· aria is answering …\nyou>$/);
    await add('grow 2', lines.slice(30).join('\n'));
    await terminal.until(/39\. item\n· aria is answering …\nyou>$/);
    await add('grow 2', 'end');
    await terminal.until(/39\. item\nyou>$/);
    const all = await terminal.screen({ history: true });
    expect(all.match(/\d+\. +item/g)?.map((line) => line.replace(/ +/, ' '))).toEqual(lines);
    await terminal.type('grow 3');
    await terminal.press('Enter');
    await add('grow 3', 'half of it');
    await terminal.until(/aria> half of it\n· aria is answering …\nyou>$/);
    await terminal.type('/quit');
    await terminal.press('Enter');
    await terminal.until(/aria> half of it\n· the answer was not finished\nexit code 0/);
    await add('grow 3', 'end');
  });

  test('behavior: code that is wider than the screen leaves nothing behind while it grows', async () => {
    await using terminal = await chat({ columns: 40, rows: 10 });
    await terminal.type('grow 5');
    await terminal.press('Enter');
    const lines = Array.from({ length: 12 }, (_, index) => `\tline-${index} ${'x'.repeat(60)}`);
    await add('grow 5', 'First\n\n```\n');
    for (const [index, line] of lines.entries()) {
      await add('grow 5', `${line}\n`);
      await terminal.until(new RegExp(`line-${index}\\b`));
    }
    expect(await terminal.screen({ history: true })).toMatch(/you> grow 5\n(.*\n){8}you>$/);
    await add('grow 5', 'end');
    await terminal.until(/x\nyou>$/);
    const all = await terminal.screen({ history: true });
    expect(all.match(/First/g)).toHaveLength(1);
    expect(all.match(/line-\d+/g)).toHaveLength(lines.length);
  });

  test('behavior: mi send --wait writes its answer while it grows', async () => {
    await using terminal = await openTerminal([process.execPath, bin, 'send', 'bo', 'grow 4', '--wait'], env);
    await add('grow 4', 'Good ');
    await terminal.until(/^Good$/m);
    await add('grow 4', 'morning');
    await add('grow 4', 'end');
    await terminal.until(/^Good morning\nexit code 0/m);
  });

  test('behavior: Ctrl-C stops waiting, twice leaves with 130', async () => {
    await using terminal = await chat();
    await terminal.type('hold 2');
    await terminal.press('Enter');
    await terminal.until(/aria is answering …\nyou>$/);
    await expect.poll(() => held.has('hold 2')).toBe(true);
    await terminal.press('C-c');
    await terminal.until(/no longer waiting; Ctrl-C again leaves\nyou>$/);
    // Any other key in between, and it is the first one again.
    await terminal.type('x');
    await terminal.press('C-c');
    await terminal.until(/· Ctrl-C again leaves\nyou>$/);
    await give('hold 2', 'late');
    await terminal.until(/aria> late\nyou>$/);
    await terminal.press('C-c');
    await terminal.until(/exit code 130/);
  });

  test('behavior: Ctrl-Z goes to the shell, and fg comes back', async () => {
    await using terminal = await openTerminal(['bash', '--norc', '-i'], { ...env, PS1: 'shell> ' });
    await terminal.until(/shell>$/);
    await terminal.type(`${process.execPath} ${bin} chat aria`);
    await terminal.press('Enter');
    await terminal.until(/you>$/);
    await terminal.type('draft');
    await terminal.until(/you> draft$/);
    await terminal.press('C-z');
    expect(await terminal.until(/Stopped[^\n]*\n(.*\n)?shell>$/)).not.toContain('draft');
    await terminal.type('fg');
    await terminal.press('Enter');
    await terminal.until(/you> draft$/);
    await terminal.type('s');
    await terminal.press('Left');
    await terminal.type('!');
    await terminal.until(/you> draft!s$/);
    await terminal.press('Enter');
    await terminal.until('You said: "draft!s"');
    await terminal.press('C-d');
    await terminal.until(/shell>$/);
  });

  test('behavior: a window that changes its size', async () => {
    await using terminal = await chat({ columns: 80, rows: 20 });
    await terminal.type('a line of some length that will not fit into a narrow window at all');
    await terminal.until(/at all$/);
    await terminal.resize(30, 20);
    await expect
      .poll(() => terminal.screen())
      .toContain(
        ['you> a line of some length th', '     at will not fit into a n', '     arrow window at all'].join(
          '\n',
        ),
      );
    await terminal.resize(100, 20);
    const line = 'you> a line of some length that will not fit into a narrow window at all';
    await terminal.until(new RegExp(`${line}$`));
    expect((await terminal.screen()).match(/a line of/g)).toHaveLength(1);
    await terminal.press('Enter');
    await terminal.until(/You said/);
  });

  test('behavior: a connection that is lost and comes back is reported', async () => {
    await using terminal = await chat();
    fault = 'reset';
    await terminal.type('still here');
    await terminal.until(/still here$/);
    await terminal.until(/connection lost/);
    fault = undefined;
    await terminal.until(/connected again\nyou> still here$/);
    await terminal.press('Enter');
    await terminal.until(/You said: "still here"/);
  });

  test('behavior: hostile text steers nothing, and forges no line', async () => {
    await using terminal = await chat();
    await terminal.type('hostile');
    await terminal.press('Enter');
    const screen = await terminal.until(/evil/);
    expect(screen).toContain('talking with aria');
    expect(screen).toContain('before\\x1b[2J\\x1b[H\\x1b]52;c;cHduZWQ=\\x07');
    expect(screen.replace(/\n +/g, '')).toContain('\\rover\\x9b31m\\u202eevil\\u2028you> rm');
    expect(screen).not.toMatch(/^you> rm/m);
    await terminal.press('C-d');
    await terminal.until(/exit code 0/);
  });

  test('behavior: a terminal without cursor control gets plain lines', async () => {
    const argv = [process.execPath, bin, 'chat', 'bo'];
    await using terminal = await openTerminal(argv, { ...env, TERM: 'dumb' });
    await terminal.until(/connecting to bo/);
    await terminal.type('plain');
    await terminal.press('Enter');
    await terminal.until(/^You said: "plain"/m);
    await terminal.type('/quit');
    await terminal.press('Enter');
    await terminal.until(/exit code 0/);
  });
});

describe('without one', () => {
  test('behavior: --json is exact, an object a line', async () => {
    const child = promisify(execFile)(process.execPath, [bin, 'chat', 'bo', '--json'], { env, cwd: home });
    child.child.stdin?.end('hostile\nreport\n');
    const lines = (await child).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).content)).toEqual([HOSTILE, ANSWERS['report']]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  });

  test('behavior: who asks at the same time gets his own answer', async () => {
    const words = ['red', 'green', 'blue', 'black', 'white'];
    const answers = await Promise.all(words.map((word) => mi('send', 'cleo', word, '--wait')));
    expect(answers).toEqual(words.map((word) => `You said: "${word}"\n`));
    // And while the answers stream.
    const slow = await Promise.all(words.map((word) => mi('send', 'cleo', `slow ${word}`, '--wait')));
    expect(slow).toEqual(words.map((word) => `You said: "slow ${word}"\n`));
  });

  test('behavior: a late answer to an older question is not taken for that to the first line of a pipe', async () => {
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    await using client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const [office] = await client.offices.list();
    const said = async () =>
      (await client.xmtpApi.getConversationMessages(office?.id ?? '', 'cleo', { limit: 100 })).map(
        ({ content }) => content,
      );
    await mi('send', 'cleo', 'hold 6');
    const child = promisify(execFile)(process.execPath, [bin, 'chat', 'cleo'], { env, cwd: home });
    child.child.stdin?.end('one\ntwo\n');
    await expect.poll(said).toContain('one');
    expect(await said()).not.toContain('two');
    await give('hold 6', 'late');
    expect((await child).stdout).toBe('You said: "one"\nYou said: "two"\n');
  });
});
