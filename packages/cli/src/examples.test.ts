import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesAPI } from '@mitosislabs/api/files';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome } from '../testing/runMi.ts';
import { beginSignIn } from '../testing/signIn.ts';
import { rememberEmulator } from './client/runningEmulators.ts';
import { commandTable } from './dispatch/commandTable.ts';
import { loadCommand } from './dispatch/findCommand.ts';

/** The exit codes of examples that may fail here. */
const CODES: Record<string, number[]> = {
  // Asks at a terminal only.
  'mi use': [2],
  // They ask before they change anything.
  'mi dev reset': [10],
  'mi dev restore before': [10],
  'mi dev import acme.emulator': [2],
  'mi conformance --office 33f5682c --report report.json': [10],
  // An agent of the emulator may have taken each task.
  [`mi api POST /api/v1/offices/33f5682c/tasks/claim -d '{"agent":"aria"}' --agent aria --office 33f5682c`]: [
    0, 5,
  ],
};
/** Examples that run until they are stopped, or wait for a browser or a key. */
const ENDLESS = /^mi (login|serve)\b|^mi dev( --|$)| --(?:follow|http)\b/;
const FREE_PORTS = ['--port', '0', '--dashboard-port', '0'];
/** Examples that make or bring the first key of an agent. */
const FIRST_KEY = /--key$|--encrypt|keys import/;

let emulator: Awaited<ReturnType<typeof startEmulator>>;
/** The emulator that `mi dev …` controls. */
let controlled: Awaited<ReturnType<typeof startEmulator>>;
/** A home with two accounts, an office, an agent and its key. */
let filled: Home;
let files: FilesAPI;
let office: string;
/** An office of the emulator that `mi dev …` controls. */
let controlledOffice: string;
let task: string;
const start = process.cwd();

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  filled = await makeHome();
  controlled = await startEmulator({ readyAfterMs: 0 });
  await rememberEmulator(join(filled.path, '.os1'), controlled);
  await controlled.control.snapshot('before');
  const settings = {
    endpoint: controlled.endpoint,
    dashboardEndpoint: controlled.dashboardEndpoint,
    apiKey: controlled.apiKey,
  };
  controlledOffice = (await new OfficesAPI(new Transport(settings)).create({ name: 'controlled' })).id;
  const succeed = async (words: string[], stdin = ''): Promise<string> => {
    const { code, stdout, stderr } = await filled.mi(words, { stdin });
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const login = ['login', '--token', '-', '--endpoint', endpoint, '--dashboard', dashboardEndpoint];
  await succeed(login, apiKey);
  await succeed([...login, '--profile', 'work'], apiKey);
  office = JSON.parse(await succeed(['offices', 'create', '-n', 'acme', '--json'])).id;
  await succeed(['agents', 'hire', '-n', 'aria', '-o', office]);
  await succeed(['keys', 'rotate', '-a', 'aria', '-o', office]);
  task = JSON.parse(await succeed(['tasks', 'create', '-t', 'x', '-a', 'aria', '-o', office, '--json'])).id;
  files = new FilesAPI(new Transport({ endpoint, dashboardEndpoint, apiKey }));
});
afterAll(async () => {
  await filled[Symbol.asyncDispose]();
  await Promise.all([emulator.close(), controlled.close()]);
});

// The matrix runs the first example of each command.
const examples = await Promise.all(
  commandTable.map(async (entry) => {
    const { usage } = await loadCommand(entry);
    return (usage?.examples ?? []).slice(1).map(([, line]) => [line, entry] as const);
  }),
);

test.each(examples.flat().filter(([line]) => !ENDLESS.test(line)))(
  'behavior: the example runs: %s',
  async (line, entry) => {
    await using home = await makeHome({ MITOSIS_OFFICE: office });
    const folder = join(home.path, 'work');
    await cp(join(filled.path, '.os1'), join(home.path, '.os1'), { recursive: true });
    if (FIRST_KEY.test(line)) await rm(join(home.path, '.os1/keys'), { recursive: true });
    if (line.includes('keys export')) home.env['MITOSIS_KEY_PASSPHRASE'] = 'a long passphrase';
    await mkdir(join(folder, 'charts'), { recursive: true });
    for (const name of ['report.md', 'charts/a.png']) await writeFile(join(folder, name), 'x');
    await writeFile(join(folder, 'env.json'), '{"key":"A","value":"b"}');
    const words = ownWords(line).map((word) =>
      word
        .replace(/\b33f5682c(?:-[0-9a-f-]+)?\b/, line.startsWith('mi dev') ? controlledOffice : office)
        .replace('task-7f3a', task),
    );
    // Nothing is changed: what one example does must not decide how the next one ends.
    if (entry.effect !== undefined) words.push('--dry-run');
    const isDownload = line.includes('files download');
    if (isDownload) await files.upload(office, 'report.md', Buffer.from('# Report'));
    process.chdir(folder);
    try {
      const { code, stderr } = await home.mi(words, { stdin: '01'.repeat(32) });
      expect(CODES[line] ?? [0], stderr).toContain(code);
    } finally {
      process.chdir(start);
      if (isDownload) await files.delete(office, 'report.md');
    }
    expect(await readFile(join(folder, 'report.md'), 'utf8')).toBe('x');
  },
);

/** Runs an endless example until it has shown that it works. `words` are those of the example, for this platform. */
const runs: Record<string, (words: string[], home: Home) => Promise<void>> = {
  'mi login --endpoint https://dev.mitosislabs.ai': ([, , , ...words], home) => signIn(home, words),
  'mi login --profile work': ([, ...words], home) => signIn(home, words),
  'mi login --token -': async (words, home) => {
    const { code, stderr } = await home.mi(words, { stdin: `${emulator.apiKey}\n` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('logged in') });
  },
  'mi dev --port 0 --dashboard-port 0 --data ./data': async (words, home) => {
    const running = home.start(words);
    await running.until(/mi login/);
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await readdir('data')).not.toEqual([]);
  },
  'mi dev --seed office.yaml': async (words, home) => {
    await writeFile('office.yaml', 'offices: [{ name: acme }]');
    await untilStopped([...words, ...FREE_PORTS], home, /mi login/);
  },
  'mi dev --record platform.jsonl --upstream https://m.example.com': (words, home) => {
    const upstream = words.map((word) => (word.startsWith('https:') ? emulator.endpoint : word));
    return untilStopped([...upstream, ...FREE_PORTS], home, /Recording/);
  },
  'mi dev --replay platform.jsonl': async (words, home) => {
    await untilStopped(
      ['dev', '--record', 'platform.jsonl', '--upstream', emulator.endpoint, ...FREE_PORTS],
      home,
      /Recording/,
    );
    await untilStopped([...words, ...FREE_PORTS], home, /Replaying/);
  },
  'mi serve --openai -o acme --port 0': serve,
  'mi serve --openai --allow-origin http://localhost:5173 --port 0': serve,
  'mi mcp --http --port 0': async (words, home) => {
    const running = home.start(words);
    await running.until(/Listening on http:\/\/127\.0\.0\.1:\d+\/mcp\nAuthorization: Bearer \S{40,}/);
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 0 });
  },
  'mi agents logs aria --follow': (words, home) => follow(words, home, /\n/),
  'mi events list --follow': (words, home) => follow(words, home, /aria/),
  'mi dev log --follow': async (words, home) => {
    const running = home.start(words);
    // It follows from when it has connected.
    const asking = setInterval(() => void fetch(`${controlled.endpoint}/healthz`), 50);
    await running.until(/200 {2}GET {2}\/healthz/);
    clearInterval(asking);
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 130, stderr: '' });
  },
};

/** Signs in with the browser of this test. */
async function signIn(home: Home, args: string[]): Promise<void> {
  const { running, call, state } = await beginSignIn(home, { url: emulator.endpoint }, { args });
  expect(await call({ key: emulator.apiKey, state })).toMatchObject({ status: 200 });
  expect(await running.outcome).toMatchObject({ code: 0 });
}

function serve(words: string[], home: Home): Promise<void> {
  return untilStopped(words, home, /Ctrl-C ends it/);
}

/** Runs a command until it has printed a text, and stops it. */
async function untilStopped(words: string[], home: Home, pattern: RegExp): Promise<void> {
  const running = home.start(words);
  await running.until(pattern);
  running.interrupt();
  expect(await running.outcome).toMatchObject({ code: 0, stderr: '' });
}

async function follow(words: string[], home: Home, pattern: RegExp): Promise<void> {
  const running = home.start(words);
  await running.until(pattern);
  running.interrupt();
  expect(await running.outcome).toMatchObject({ code: 130, stderr: '' });
}

const endless = examples.flat().flatMap(([line]) => (ENDLESS.test(line) ? [line] : []));

test('behavior: each endless example has a run', () => {
  expect(Object.keys(runs).sort()).toEqual([...endless].sort());
});

test.each(endless)('behavior: the endless example runs: %s', async (line) => {
  await using home = await makeHome({ MITOSIS_OFFICE: office });
  const isSignIn = line.startsWith('mi login');
  if (isSignIn) home.env['MITOSIS_ENDPOINT'] = emulator.endpoint;
  else await cp(join(filled.path, '.os1'), join(home.path, '.os1'), { recursive: true });
  process.chdir(home.path);
  try {
    await runs[line]?.(ownWords(line), home);
  } finally {
    process.chdir(start);
  }
});

/** Returns the words after `mi` in a line of a shell, which may have other programs around it. */
function ownWords(line: string): string[] {
  const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word);
  const first = words.indexOf('mi') + 1;
  const end = words.indexOf('|', first);
  return words
    .slice(first, end < 0 ? undefined : end)
    .map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
