import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './programs.js';

const run = promisify(execFile);

export async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const socket = join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
  const probe = { path: socket, question: Buffer.from('PING\r\n'), answer: '+PONG' };
  return startServer({
    folder,
    socket,
    program: findProgram('redis') ?? '',
    args: [...args, ...durable],
    probe,
    user: {},
  });
}

export async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const program = findProgram('postgres') ?? '';
  const user = await ordinaryUser();
  if ('uid' in user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await run(join(dirname(program), 'initdb'), init, { ...user, cwd: folder });
  // Nothing is lost when the server is killed: only a machine that fails loses what was not synced.
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=200',
  ];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  // The start of a connection: a server that still starts answers with an error.
  const names = Buffer.from('user\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + names.length);
  head.writeInt32BE(196_608, 4);
  const question = Buffer.concat([head, names]);
  const probe = { path: join(folder, '.s.PGSQL.5432'), question, answer: 'R' };
  return startServer({ folder, socket: folder, program, args, probe, user });
}

async function startServer({ folder, socket, program, args, probe, user }) {
  let child;
  const end = async (signal) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const start = async () => {
    for (;;) {
      const started = spawn(program, args, { ...user, cwd: folder, stdio: 'ignore' });
      child = started;
      // A Postgres that was killed may still have processes: the next one ends at once, until they are gone.
      while (started.exitCode === null && started.signalCode === null) {
        if (await isReady(probe)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const close = async () => {
    await end('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  await start();
  return { socket, start, kill: () => end('SIGKILL'), close, [Symbol.asyncDispose]: close };
}

function isReady({ path, question, answer }) {
  return new Promise((resolve) => {
    const socket = connect(path);
    let received = '';
    socket.write(question);
    socket.on('data', (bytes) => {
      received += bytes;
      if (received.length >= answer.length) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received.startsWith(answer)));
  });
}

/** Postgres does not run as root: the options of a process of another user, if this one is root. */
async function ordinaryUser() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'daemon']) {
    try {
      const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])));
      return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
    } catch {
      // There is no such user.
    }
  }
  return {};
}
