import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'undici';

const CONCURRENCY = 20;

/** Starts a server in a process of its own. `cpu` measures the CPU time that one request takes there, in µs. */
export async function startMeasured(file, ...args) {
  const child = fork(new URL(`../programs/${file}`, import.meta.url), args.map(String));
  const [facts] = await once(child, 'message');
  const pool = new Pool(facts.endpoint, { connections: CONCURRENCY });
  const used = async () => {
    child.send('cpu');
    const [{ user, system }] = await once(child, 'message');
    return user + system;
  };
  const call = async (options) => {
    const { statusCode, body } = await pool.request(options);
    const text = await body.text();
    if (statusCode >= 300) throw new Error(`${options.method} ${options.path}: ${statusCode} ${text}`);
  };
  const cpu = async (optionsOf, requests) => {
    let left = requests;
    const work = async () => {
      while (left-- > 0) await call(optionsOf());
    };
    const before = await used();
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return ((await used()) - before) / requests;
  };
  const stop = async () => {
    await pool.destroy();
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
  const aboveIdle = async () => {
    child.send('memory');
    return (await once(child, 'message'))[0].aboveIdle;
  };
  return { ...facts, cpu, call, aboveIdle, stop };
}

/** The headers of the server's user. */
export const headersOf = ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` });

/** Reads a part of the office with an API key. */
export const read = (server, path) => () => ({
  method: 'GET',
  path: `/api/v1/offices/${server.office}${path}`,
  headers: headersOf(server),
});
