import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';

const SIZE = countOf(1024 ** 3);
const ROUNDS = 3;
const transfer = fileURLToPath(new URL('../programs/transfer.mjs', import.meta.url));

/**
 * Compares moving a file of 1 GiB with a bare pipeline of node:http. Each transfer has a process of its own.
 */
export async function files() {
  const folder = await mkdtemp(join(await roomyFolder(), 'mitosis-bench-files-'));
  const server = fork(new URL('../programs/fileServer.mjs', import.meta.url), [String(SIZE)]);
  try {
    const [port] = await once(server, 'message');
    const source = await open(join(folder, 'source'), 'w');
    await source.truncate(SIZE);
    await source.close();
    const rows = [];
    for (const [direction, title] of [
      ['up', '1 GiB up: files.uploadFrom()'],
      ['down', '1 GiB down: files.downloadTo()'],
    ]) {
      const memory = { ours: 0, theirs: 0 };
      const measure = (who) => async () => {
        const { seconds, peakMiB } = await run([direction, who, `http://127.0.0.1:${port}`, folder]);
        memory[who] = Math.max(memory[who], peakMiB);
        return SIZE / 1e6 / seconds;
      };
      const rate = await compare(measure('ours'), measure('theirs'), ROUNDS);
      rows.push({ name: `${title} / pipeline`, unit: 'MB/s', ...rate });
      rows.push({
        name: `${title} / pipeline, most memory above idle`,
        unit: 'MiB',
        ratio: memory.ours / memory.theirs,
        ...memory,
      });
    }
    return rows;
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A folder in memory, if there is enough of it: a real disk is slower than everything measured here. */
async function roomyFolder() {
  const { bavail, bsize } = await statfs('/dev/shm').catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > 3 * SIZE ? '/dev/shm' : tmpdir();
}

/** One transfer in a new process: how long it took, and how much memory it added. */
async function run(args) {
  const child = spawn(process.execPath, [transfer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`transfer ${args.join(' ')} ended with ${code}`);
  return JSON.parse(output);
}
