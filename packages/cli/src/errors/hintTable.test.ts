import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleArguments, shellWords } from '../../testing/exampleArguments.ts';
import { type Home, makeHome, ownerOf } from '../../testing/runMi.ts';
import { commandTable } from '../dispatch/commandTable.ts';
import { findCommand, loadCommand } from '../dispatch/findCommand.ts';

const EXAMPLE_OFFICE = /\b33f5682c(?:-[0-9a-f-]+)?\b/;

/** A failure of the platform. */
interface Failure {
  status: number;
  body?: object;
  /** The requests that fail. Default: all. The others reach the emulator. */
  fails?: (method: string, path: string) => boolean;
}

const changes = (method: string): boolean => method !== 'GET';
/** The platform still tells the state of a suspended office. */
const inOffice = (_: string, path: string): boolean => /\/offices\/[^/]+\/(?!status$)/.test(path);

const FAILURES: Record<string, Failure> = {
  '400': { status: 400 },
  '401': { status: 401 },
  '402': { status: 402, fails: changes },
  '403': { status: 403 },
  '403 suspended': {
    status: 403,
    body: { error: 'The office is suspended.', code: 'office_suspended' },
    fails: inOffice,
  },
  '404': { status: 404 },
  '404 about the office': { status: 404, body: { error: 'There is no such office.' } },
  '404 about an agent': { status: 404, body: { error: 'There is no such agent.' } },
  '405': { status: 405 },
  '409': { status: 409, fails: changes },
  '413': { status: 413 },
  '422': { status: 422 },
  '429': { status: 429 },
  '500': { status: 500 },
  '501': { status: 501 },
};

/** Commands without an operation of their own that call the platform. */
const OTHERS = ['whoami', 'use', 'send', 'tasks wait', 'keys rotate'];
/** The operations that people use most. */
const DAILY =
  /^(offices|agents|tasks|files|credits) (list|get|create|delete|hire|fire|ls|upload|rm|add|balance)$/;

/** These, the daily ones, and the first command of every other group. An endless one is not tried. */
const COMMANDS = commandTable.filter(({ path, operation }, index) => {
  if (operation === undefined) return OTHERS.includes(path);
  const topic = path.split(' ')[0];
  const isFirst = commandTable.findIndex((other) => other.path.split(' ')[0] === topic) === index;
  return path !== 'messages stream' && (DAILY.test(path) || isFirst);
});
/** Commands that a hint may end with: they ask the person, open a browser, or run on. */
const LAST = /^(login|dev|init|auth switch)\b|--help$/;

let emulator: Emulator;
let office: string;
/** A home at the platform that works. */
let healthy: Home;
const tried = new Map<string, string>();

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  healthy = await makeHome(ownerOf(emulator));
  const created = await healthy.mi(['offices', 'create', '-n', 'acme', '--json']);
  office = JSON.parse(created.stdout).id;
  healthy.env['MITOSIS_OFFICE'] = office;
  await healthy.mi(['agents', 'hire', '-n', 'aria', '--wait']);
});
afterAll(async () => {
  await healthy[Symbol.asyncDispose]();
  await emulator.close();
});

/** Starts a platform that fails. */
function startFailing(failure: Failure): Promise<TestServer> {
  return serve(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const body = await bodyOf(request);
    // A stream would not end.
    const isStream = headers.accept?.includes('event-stream') === true;
    if (method === 'GET' && !isStream && failure.fails?.(method, url) === false) {
      const { host: _, connection: __, 'content-length': ___, ...kept } = headers;
      const base = url.startsWith('/api/offices') ? emulator.dashboardEndpoint : emulator.endpoint;
      const answer = await fetch(`${base}${url}`, {
        method,
        headers: { ...(kept as Record<string, string>), authorization: `Bearer ${emulator.apiKey}` },
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? '' });
      response.end(new Uint8Array(await answer.arrayBuffer()));
      return;
    }
    response.writeHead(failure.status, { 'Content-Type': 'application/json', 'Retry-After': '0' });
    response.end(JSON.stringify(failure.body ?? { error: 'no' }));
  });
}

/** Makes a home at a platform that fails. */
async function homeAt(url: string): Promise<Home> {
  const home = await makeHome({
    MITOSIS_ENDPOINT: url,
    MITOSIS_DASHBOARD_ENDPOINT: url,
    MITOSIS_API_KEY: 'mi_example',
    MITOSIS_OFFICE: office,
  });
  await writeFile(join(home.path, 'report.md'), 'x');
  return home;
}

/** Runs a command where the platform fails. Returns the command lines of its hint. */
async function hintOf(
  broken: Home,
  args: readonly string[],
): Promise<{ code: number; hint: string; lines: string[] }> {
  const { code, stdout, stderr } = await broken.mi([...args, '--json', '--no-input'], { stdin: '' });
  if (code === 0) return { code, hint: '', lines: [] };
  if (args[0] === 'doctor') {
    const fixes = (JSON.parse(stdout) as { fix?: string }[]).map(({ fix = '' }) => fix);
    return { code, hint: fixes.join('\n'), lines: fixes.flatMap((fix) => commandLines(`→ ${fix}`)) };
  }
  const document = stderr.trim().split('\n').at(-1) || '{}';
  const { hint = '' } = JSON.parse(document).error;
  return { code, hint, lines: commandLines(hint) };
}

/** The command lines in a text: those in backticks, and the one after a colon at its end. */
function commandLines(text: string): string[] {
  const quoted = [...text.matchAll(/`(mi [^`]+)`/g)].map(([, line = '']) => line);
  const [, last] = /(?:: |→ )(mi [^`]+)$/.exec(text) ?? [];
  return last === undefined ? quoted : [...quoted, last];
}

/** The words of a command line, with values for its placeholders. */
function wordsOf(line: string, url: string): string[] {
  const values: Record<string, string> = { '<office>': office, '<url>': url, '<profile>': 'default' };
  return shellWords(line)
    .slice(1)
    .map((word) => (/^<.*>$/.test(word) ? (values[word] ?? 'aria') : word));
}

function pathOf(words: readonly string[]): string {
  const found = findCommand(words);
  expect(found.kind, `mi ${words.join(' ')}`).toBe('command');
  return found.kind === 'command' ? found.entry.path : '';
}

// Some commands wait for seconds before they try again.
describe.concurrent.each(Object.entries(FAILURES))('%s', (_, how) => {
  let failing: TestServer;
  beforeAll(async () => {
    failing = await startFailing(how);
    return () => failing[Symbol.asyncDispose]();
  });

  test.each(COMMANDS.map((entry) => [entry.path, entry] as const))(
    'error: mi %s: the hint leads on, and not in a circle',
    async (path, entry) => {
      await using broken = await homeAt(failing.url);
      const example = exampleArguments(path, await loadCommand(entry)).map((word) =>
        word.replace(EXAMPLE_OFFICE, office).replace('./report.md', join(broken.path, 'report.md')),
      );
      const args = [...path.split(' '), ...example, ...(entry.effect === 'destroys' ? ['--yes'] : [])];
      const first = await hintOf(broken, args);
      // It sends no request that fails in this way.
      if (how.fails && first.code === 0) return;
      expect([0, 2]).not.toContain(first.code);
      const seen = [path];
      let { lines } = first;
      while (lines.length > 0) {
        const [line = ''] = lines;
        for (const one of lines) tried.set(one, first.hint);
        const words = wordsOf(line, failing.url);
        const next = pathOf(words);
        if (LAST.test(line.slice(3)) || LAST.test(next)) break;
        expect(seen, first.hint).not.toContain(next);
        seen.push(next);
        ({ lines } = await hintOf(broken, words));
      }
      expect(seen.length).toBeLessThanOrEqual(4);
    },
  );
});

test('behavior: every command of a hint runs where the platform works', async () => {
  // Filled by the tests above.
  expect(tried.size).toBeGreaterThan(10);
  for (const [line, hint] of tried) {
    const words = wordsOf(line, emulator.endpoint);
    if (LAST.test(line.slice(3)) && !line.endsWith('--help')) continue;
    const { code, stderr } = await healthy.mi(words, { stdin: '' });
    expect({ line, hint, code, stderr: code === 0 ? '' : stderr }).toEqual({
      line,
      hint,
      code: 0,
      stderr: '',
    });
  }
});
