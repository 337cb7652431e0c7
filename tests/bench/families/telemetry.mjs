import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compare } from '../support/compare.mjs';
import { startServer } from '../support/startServer.mjs';

/** The processes to compare with one that knows nothing of telemetry. */
const MODES = {
  absent: '`@mitosislabs/otel`, and `@opentelemetry/api` is not installed',
  api: '`@mitosislabs/otel`, and the API without an SDK',
  sdk: '`@mitosislabs/otel`, and the SDK: all calls recorded',
};

/** Copies the package to where `@opentelemetry/api` is not found, and returns the URL of its entry. */
async function withoutAPI(folder) {
  const packages = new URL('../../../packages/', import.meta.url);
  const scope = join(folder, 'node_modules/@mitosislabs');
  await mkdir(join(scope, 'otel'), { recursive: true });
  for (const name of ['dist', 'package.json']) {
    await cp(new URL(`otel/${name}`, packages), join(scope, 'otel', name), { recursive: true });
  }
  for (const name of ['auth', 'transport']) await symlink(new URL(name, packages), join(scope, name));
  return pathToFileURL(join(scope, 'otel/dist/index.js')).href;
}

/** Compares the cost of a call with telemetry and without, each in a process of its own. */
export async function telemetry() {
  const server = await startServer();
  const started = [];
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  const lonely = await withoutAPI(folder);
  const start = (mode) => {
    const child = fork(new URL('../programs/telemetryClient.mjs', import.meta.url), [
      mode,
      server.endpoint,
      mode === 'absent' ? lonely : '@mitosislabs/otel',
    ]);
    started.push(child);
    return async () => {
      child.send('measure');
      const [cpu] = await once(child, 'message');
      return cpu;
    };
  };
  try {
    const results = [];
    for (const [mode, name] of Object.entries(MODES)) {
      results.push({
        name: `GET: ${name} / without`,
        unit: 'µs CPU',
        ...(await compare(start(mode), start('none'))),
      });
    }
    return results;
  } finally {
    for (const child of started) child.disconnect();
    server.stop();
    await rm(folder, { recursive: true });
  }
}
