import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compare } from './compare.mjs';

/** The processes to compare with one that knows nothing of telemetry. */
const MODES = {
  absent: '`@mitosislabs/otel`, and `@opentelemetry/api` is not installed',
  api: '`@mitosislabs/otel`, and the API without an SDK',
  sdk: '`@mitosislabs/otel`, and the SDK: all calls recorded',
};

/** Compares the cost of a call with telemetry and without, each in a process of its own. */
export async function telemetry() {
  const server = fork(new URL('server.mjs', import.meta.url), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [port] = await once(server.stdout, 'data');
  const endpoint = `http://127.0.0.1:${Number(String(port))}`;
  const started = [];
  const start = (mode) => {
    const child = fork(new URL('telemetryClient.mjs', import.meta.url), [mode, endpoint]);
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
    for (const child of [...started, server]) child.disconnect();
  }
}
