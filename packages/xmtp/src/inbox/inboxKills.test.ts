import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';

/** `KILLS=500` takes some minutes. */
const KILLS = Number(process.env['KILLS'] ?? 24);
/** So many consumers, each with an agent of its own, are killed at the same time. */
const CONSUMERS = 4;

let server: ChatServer;
let folder: string;
let worker: string;
beforeAll(async () => {
  server = await ChatServer.start();
  folder = await mkdtemp(join(tmpdir(), 'mitosis-inbox-'));
  worker = join(folder, 'worker.mjs');
  // As one file it starts faster, and is killed more often in the time that there is.
  await build({
    entryPoints: [fileURLToPath(new URL('../../test/inboxWorker.mjs', import.meta.url))],
    outfile: worker,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
  });
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a worker, then kills it. Returns the messages that it handled. */
async function run(consumer: string, until: (lines: string[]) => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const child = spawn(process.execPath, [worker, server.url, join(folder, 'sessions'), consumer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  child.stdout.on('data', (bytes: Buffer) => {
    const parts = (rest + bytes).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const closed = once(child, 'close');
  await Promise.race([
    until(lines),
    closed.then(() => Promise.reject(new Error(`the worker ended by itself after ${lines}`))),
  ]);
  child.kill('SIGKILL');
  await closed;
  return lines.filter((line) => /^\d+$/.test(line));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for a line; for one more than the first two, where none is named. */
async function seen(lines: string[], line?: string): Promise<void> {
  while (line === undefined ? lines.length < 3 : !lines.includes(line)) await pause(1);
}

/**
 * Kills a consumer again and again while its agent talks. Returns the handled messages and the number of
 * repeats.
 */
async function kill(consumer: string, kills: number) {
  let said = 0;
  // A new consumer gets only messages from now on: it must be open before the agent talks.
  await run(consumer, (lines) => seen(lines, 'open'));
  const talking = setInterval(() => server.say(consumer, `${said++}`), 20);
  const handled: string[] = [];
  let most = 0;
  let repeated = 0;
  for (let round = 0; round < kills; round++) {
    const lines = await run(consumer, async (printed) => {
      // While it opens, while it polls, or while it works.
      await seen(printed, ['started', 'open'][round % 4]);
      await pause(Math.random() * 40);
    });
    const again = lines.filter((line) => handled.includes(line)).length;
    most = Math.max(most, again);
    repeated += again;
    handled.push(...lines);
  }
  clearInterval(talking);
  handled.push(...(await run(consumer, (lines) => seen(lines, `${said - 1}`))));
  return { said, handled: [...new Set(handled)], most, repeated };
}

test(`behavior: loses nothing when killed at ${KILLS} moments, and repeats at most the current message`, async () => {
  const consumers = Array.from({ length: CONSUMERS }, (_, index) => `agent-${index}`);
  const outcomes = await Promise.all(consumers.map((consumer) => kill(consumer, KILLS / CONSUMERS)));
  for (const { said, handled, most } of outcomes) {
    expect(handled).toEqual(Array.from({ length: said }, (_, index) => `${index}`));
    expect(most).toBeLessThanOrEqual(1);
  }
  if (process.env['SHOW'])
    process.stdout.write(`${JSON.stringify(outcomes.map(({ said, repeated }) => ({ said, repeated })))}\n`);
}, 900_000);
