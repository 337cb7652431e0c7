import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract, type Endpoint, isDestructive } from '@mitosislabs/api/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleArguments } from '../../testing/exampleArguments.ts';
import { type Platform, startPlatform } from '../../testing/stage.ts';
import type { CommandEntry } from '../dispatch/CommandEntry.ts';
import { commandTable } from '../dispatch/commandTable.ts';
import { loadCommand } from '../dispatch/findCommand.ts';

const endpoints: Endpoint[] = Object.values(contract).flatMap((group) => Object.values<Endpoint>(group));
const commands = commandTable.filter(({ operation }) => operation !== undefined);

function endpointOf(operation = ''): Endpoint {
  const found = endpoints.find(({ name }) => name === operation);
  if (!found) throw new Error(`The contract has no ${operation}.`);
  return found;
}

test('default: each operation of the contract has exactly one command', () => {
  expect(commands.map(({ operation }) => operation).sort()).toEqual(endpoints.map(({ name }) => name).sort());
});

test('default: the name of an operation on the client is another name of its command, and no two are the same', () => {
  const names = commandTable.flatMap(({ path, aliases = [] }) => [path, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['agents delete', 'files list', 'xmtp get-messages', 'llm-ping ping']),
  );
});

test('default: the effect of each command is that of its operation in the contract', () => {
  for (const { operation, effect } of commands) {
    const endpoint = endpointOf(operation);
    const expected =
      endpoint.idempotency === 'safe' ? undefined : isDestructive(endpoint) ? 'destroys' : 'changes';
    expect([operation, effect]).toEqual([operation, expected]);
  }
});

/** Command lines for operations whose first example does not serve. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  'employees.hire': ['-n', 'bo'],
  'files.upload': ['report.md', '-n', 'new.md', '--force'],
  'files.download': ['report.md', '-o', '-'],
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what it is about
const ESCAPE = /[\u001b\u009b]/;

describe('on the emulator', () => {
  const start = process.cwd();
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
    process.chdir(join(platform.home.path, 'work'));
  });
  afterAll(async () => {
    process.chdir(start);
    await platform?.[Symbol.asyncDispose]();
  });

  /** Runs a command in an office of its own, and returns what was sent, too. */
  async function runIn(entry: CommandEntry, extra: string[], options: { tty?: boolean } = {}) {
    const { path, operation = '', effect } = entry;
    const example = LINES[operation] ?? exampleArguments(path, await loadCommand(entry));
    const { office, args } = await platform.stage(operation, example);
    const yes = effect === 'destroys' && !args.includes('--yes') ? ['--yes'] : [];
    platform.requests();
    const line = [...path.split(' '), ...args, ...yes, ...extra];
    const outcome = await platform.home.mi(line, {
      ...options,
      env: { MITOSIS_OFFICE: office },
      stdin: 'typed-secret\n',
    });
    return { ...outcome, line, requests: platform.requests() };
  }

  /** Whether a request is that of an operation. */
  function isOf({ route, dashboardPath }: Endpoint, request: string): boolean {
    const [method = '', path = ''] = route.split(' ');
    return [path, dashboardPath].some((one) => {
      if (one === undefined) return false;
      const pattern = one.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/?]+');
      return new RegExp(`^${method} ${pattern}(\\?|$)`).test(request);
    });
  }

  const whole = commands.filter(({ operation }) => endpointOf(operation).responseType !== 'stream');

  test.each(whole.map((entry) => [entry.path, entry] as const))(
    'default: mi %s sends its operation, and prints in a pipe, as JSON, and at a terminal',
    async (_, entry) => {
      const endpoint = endpointOf(entry.operation);
      const piped = await runIn(entry, []);
      expect(piped, `${piped.line.join(' ')}\n${piped.stderr}`).toMatchObject({ code: 0 });
      expect(piped.stdout + piped.stderr).not.toMatch(ESCAPE);
      const own = piped.requests.filter((request) => isOf(endpoint, request));
      expect(own, piped.requests.join()).toHaveLength(1);
      if (endpoint.responseType === 'bytes') return;
      const json = await runIn(entry, ['--json']);
      expect(json, json.line.join(' ') + json.stderr).toMatchObject({
        code: 0,
        ...(entry.path !== 'offices create' && { stderr: '' }),
      });
      expect(json.stdout.trimEnd().split('\n')).toHaveLength(1);
      expect(() => JSON.parse(json.stdout)).not.toThrow();
      const shown = await runIn(entry, [], { tty: true });
      if (!shown.line.includes('-'))
        expect(shown, shown.line.join(' ') + shown.stderr).toMatchObject({ code: 0 });
    },
  );

  test('default: mi messages stream prints what happens as JSON lines', async () => {
    const { office } = await platform.stage('messages.stream', []);
    const running = platform.home.start(['messages', 'stream', '-o', office]);
    // The stream has begun when the request has come: what is done from then on is in it.
    while (!platform.requests().some((request) => request.includes('/messages/stream'))) await sleep(5);
    let isOver = false;
    const found = running.until(/\{.*\}\n/).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await platform.home.mi(['tasks', 'create', '-o', office, '-t', 'Audit']);
      await Promise.race([found, sleep(100)]);
    }
    running.interrupt();
    const { code, stdout } = await running.outcome;
    expect(code).toBe(130);
    for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('data');
  });

  const changing = commands.filter(({ effect }) => effect !== undefined);

  test.each(changing.map((entry) => [entry.path, entry] as const))(
    'behavior: mi %s --dry-run prints the request, and sends nothing that changes anything',
    async (_, entry) => {
      const endpoint = endpointOf(entry.operation);
      const planned = await runIn(entry, ['--dry-run', '--json']);
      expect(planned, planned.line.join(' ') + planned.stderr).toMatchObject({ code: 0, stderr: '' });
      const { method, url, headers } = JSON.parse(planned.stdout);
      expect(isOf(endpoint, `${method} ${new URL(url).pathname}`)).toBe(true);
      expect(headers.authorization).toBe('[redacted]');
      expect(planned.stdout).not.toContain(platform.emulator.apiKey);
      expect(planned.stdout).not.toContain('typed-secret');
      expect(planned.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
      const text = await runIn(entry, ['--dry-run']);
      expect(text.stdout).toMatch(new RegExp(`^${method} http`));
    },
  );
});
