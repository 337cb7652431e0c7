// Moves one file up or down, through the SDK (`ours`) or a bare pipeline (`theirs`), and prints the seconds that it took
// and the MiB that the process had at its peak above what it had when it was idle.
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

const [direction, who, endpoint, folder] = process.argv.slice(2);
const source = join(folder, 'source');
const target = join(folder, 'target');
const url = `${endpoint}/api/v1/offices/o/files`;
const agent = new Agent({ keepAlive: true });

const work = await prepare();
await wait(100);
const idle = process.memoryUsage.rss();
const start = performance.now();
await work[direction]();
const seconds = (performance.now() - start) / 1000;
const peakMiB = process.resourceUsage().maxRSS / 1024 - idle / 1024 ** 2;
await rm(target, { force: true });
console.log(JSON.stringify({ seconds, peakMiB }));
process.exit();

async function prepare() {
  if (who === 'ours') {
    const { NodeFilesAPI, Transport } = await import('@mitosislabs/sdk');
    const files = new NodeFilesAPI(new Transport({ endpoint, apiKey: 'mi_bench_key' }));
    return {
      up: () => files.uploadFrom('o', source),
      down: () => files.downloadTo('o', 'source', target),
    };
  }
  return {
    async up() {
      const headers = { 'content-length': (await stat(source)).size };
      const outgoing = request(url, { agent, method: 'POST', headers });
      const answered = new Promise((resolve, reject) => {
        outgoing.on('response', (response) => response.resume().on('end', resolve)).on('error', reject);
      });
      await pipeline(createReadStream(source), outgoing);
      await answered;
    },
    async down() {
      const response = await new Promise((resolve, reject) => {
        request(`${url}/source`, { agent }).on('response', resolve).on('error', reject).end();
      });
      await pipeline(response, createWriteStream(target));
      // As ours does: a file with its final name is on the disk.
      const file = await open(target);
      await file.sync();
      await file.close();
    },
  };
}
