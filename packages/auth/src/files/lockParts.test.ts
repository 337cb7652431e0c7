import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { breakAbandoned, type Sign, sweepLock } from './abandonedHolders.node.ts';
import { acquireLock, LockBusyError, LockQueue, waiterOf } from './acquireLock.node.ts';
import { FolderLock, LockLostError } from './FolderLock.node.ts';
import { hasEnded, isLocal, localProcess, newToken, parseToken } from './processToken.node.ts';

/** No process has this number: Linux counts to 4,194,304. */
const UNUSED_PID = 4_194_305;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parts-'));
  path = join(folder, 'config.json.lock');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const [pid = '', start = '', place = '', random = ''] = newToken().split('-');
const ELSEWHERE = '0123456789ab';
const ended = `${UNUSED_PID}-7-${place}-${random}`;
const living = `${pid}-${start}-${place}-${random}`;
const elsewhere = `1-7-${ELSEWHERE}-${random}`;

async function hold(...names: string[]): Promise<void> {
  await mkdir(path);
  for (const name of names) await writeFile(join(path, name), '');
}

describe('tokens', () => {
  test('default: name the process, its start and its place', () => {
    const own = parseToken(newToken());
    expect(own).toEqual({ pid: process.pid, start, place });
    expect(newToken()).not.toBe(newToken());
    expect(parseToken(elsewhere)).toEqual({ pid: 1, start: '7', place: ELSEWHERE });
  });

  test.each([
    '',
    'config.json',
    living.slice(1).replace(/^\d*/, 'x'),
    `x${living}`,
    `${living}x`,
    `${pid}-${start}-${place}`,
    `${pid}-x-${place}-${random}`,
    `${pid}-${start}-${place.slice(1)}-${random}`,
    `${pid}-${start}-${place}-${random.slice(1)}`,
  ])('behavior: parses no token from other names: case %#', (name) => {
    expect(parseToken(name)).toBeUndefined();
  });

  test.each<[string, ReturnType<typeof localProcess>, boolean, boolean]>([
    ['this process', localProcess(process.pid), true, false],
    ['this process, by its start', { pid: process.pid, start, place }, true, false],
    ['an earlier process of the same number', { pid: process.pid, start: '7', place }, true, true],
    ['no process', localProcess(UNUSED_PID), true, true],
    ['a process elsewhere', { pid: UNUSED_PID, start: '7', place: ELSEWHERE }, false, false],
  ])('behavior: tells whether it is local, and has ended: %s', (_, identity, local, hasIt) => {
    expect([isLocal(identity), hasEnded(identity)]).toEqual([local, hasIt]);
  });

  test('behavior: counts a process that may not be signalled as running', () => {
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });
    expect(hasEnded(localProcess(UNUSED_PID))).toBe(false);
  });
});

describe('breakAbandoned', () => {
  test('default: removes the files of ended processes and returns the running holder', async () => {
    await hold(ended, `${ended}.new`, living, `${living}.new`, 'other');
    expect(await breakAbandoned(path, new Map())).toBe(living);
    expect((await readdir(path)).sort()).toEqual([living, `${living}.new`, 'other'].sort());
  });

  test('behavior: a draft without its token is removed', async () => {
    await hold(`${living}.new`);
    expect(await breakAbandoned(path, new Map())).toBeUndefined();
    expect(await readdir(path)).toEqual([]);
  });

  test('behavior: returns undefined without a lock', async () => {
    expect(await breakAbandoned(path, new Map())).toBeUndefined();
  });

  test('error: another failure is thrown', async () => {
    await writeFile(path, '');
    await expect(breakAbandoned(path, new Map())).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test('behavior: removes a holder elsewhere after more than 10 s without a sign of life', async () => {
    await hold(elsewhere);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const signs = new Map<string, Sign>();
    expect(await breakAbandoned(path, signs)).toBe(elsewhere);
    clock.mockReturnValue(11_000);
    expect(await breakAbandoned(path, signs)).toBe(elsewhere);
    // A sign of life begins the time again.
    await utimes(join(path, elsewhere), 1, 1);
    clock.mockReturnValue(11_001);
    expect(await breakAbandoned(path, signs)).toBe(elsewhere);
    clock.mockReturnValue(21_001);
    expect(await breakAbandoned(path, signs)).toBe(elsewhere);
    clock.mockReturnValue(21_002);
    expect(await breakAbandoned(path, signs)).toBeUndefined();
    expect(await readdir(path)).toEqual([]);
  });

  test('behavior: sweepLock removes a lock of ended holders only, and never fails', async () => {
    await hold(ended);
    await sweepLock(path);
    expect(await readdir(folder)).toEqual([]);
    await hold(ended, living);
    await sweepLock(path);
    expect(await readdir(path)).toEqual([living]);
    const file = join(folder, 'file.lock');
    await writeFile(file, '');
    await sweepLock(file);
    await sweepLock(join(folder, 'none.lock'));
    expect(await readFile(file, 'utf8')).toBe('');
  });
});

describe('acquireLock', () => {
  test('default: creates a folder for the owner only, with one token', async () => {
    const lock = await acquireLock(path, { waitMs: 0 });
    const [token = ''] = await readdir(path);
    expect(parseToken(token)).toEqual({ pid: process.pid, start, place });
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(path, token))).mode & 0o777).toBe(0o600);
    await lock.release();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ['of this machine is named', () => living, process.pid],
    ['elsewhere is not', () => elsewhere, undefined],
  ])('error: a holder %s', async (_, token, named) => {
    await hold(token());
    const error: unknown = await acquireLock(path, { waitMs: 0 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LockBusyError);
    expect((error as LockBusyError).pid).toBe(named);
    expect(await readdir(folder)).toEqual(['config.json.lock']);
  });

  test('error: throws the reason of a signal that fired before', async () => {
    const signal = AbortSignal.abort(new RangeError('enough'));
    await expect(acquireLock(path, { waitMs: 0, signal })).rejects.toThrow(new RangeError('enough'));
    expect(await readdir(folder)).toEqual([]);
  });

  test('error: reports a missing folder, and a file in place of the lock', async () => {
    const missing = acquireLock(join(folder, 'none', 'x.lock'), { waitMs: 0 });
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(path, '');
    await expect(acquireLock(path, { waitMs: 0 })).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(folder)).toEqual(['config.json.lock']);
  });

  test('error: reports a symbolic link in place of the lock, and leaves it', async () => {
    await symlink(join(folder, 'elsewhere'), path);
    await expect(acquireLock(path, { waitMs: 0 })).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(folder)).toEqual(['config.json.lock']);
  });

  test('error: a lock that is held has a stable code, and says what to do', async () => {
    const lock = await acquireLock(path, { waitMs: 0 });
    await expect(acquireLock(path, { waitMs: 0 })).rejects.toMatchObject({
      name: 'LockBusyError',
      code: 'lock_busy',
      hint: 'Wait until it has finished, or end it.',
    });
    await lock.release();
  });

  test('behavior: takes over a leftover folder without a token', async () => {
    await mkdir(path);
    const lock = await acquireLock(path, { waitMs: 0 });
    expect(await readdir(path)).toHaveLength(1);
    await lock.release();
  });
});

describe('LockQueue', () => {
  test('default: pauses longer behind more processes, and the longer it leads the queue', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const queue = new LockQueue(path);
    const lasts = async (ahead: number): Promise<number> => {
      const began = performance.now();
      const pause = queue.pause(ahead);
      await vi.runAllTimersAsync();
      await pause;
      return performance.now() - began;
    };
    expect(await lasts(0)).toBe(10);
    expect(await lasts(1)).toBe(18);
    expect(await lasts(25)).toBe(210);
    expect(await lasts(1_000)).toBe(210);
    // It leads again from here on.
    expect(await lasts(0)).toBe(10);
    vi.advanceTimersByTime(490);
    expect(await lasts(0)).toBe(50);
    vi.advanceTimersByTime(5_000);
    expect(await lasts(0)).toBe(100);
  });

  test('behavior: a signal ends the pause', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await new LockQueue(path).pause(1_000, AbortSignal.abort());
  });

  test('behavior: ignores other names and tickets of later processes', async () => {
    const queue = new LockQueue(path);
    const prefix = queue.path.slice(folder.length + 1, folder.length + 1 + '.wait-01234567-'.length);
    await writeFile(join(folder, `${prefix}other`), '');
    await writeFile(join(folder, `${prefix}${pid}-${start}-${place}-ffffffffffffffff`), '');
    expect(await queue.ahead()).toBe(0);
    await writeFile(join(folder, `${prefix}${pid}-${start}-${place}-0000000000000000`), '');
    expect(await queue.ahead()).toBe(1);
  });

  test('behavior: orders by the start of the wait, not by the process', async () => {
    const queue = new LockQueue(path);
    const prefix = queue.path.slice(folder.length + 1, folder.length + 1 + '.wait-01234567-'.length);
    await writeFile(join(folder, `${prefix}1-0-${place}-ffffffffffffffff`), '');
    expect(await queue.ahead()).toBe(0);
    // Ended processes count until those before them have had their turn.
    await writeFile(join(folder, `${prefix}${pid}-${start}-${place}-0000000000000000`), '');
    for (let number = 1; number <= 9; number++) {
      await writeFile(join(folder, `${prefix}${UNUSED_PID}-7-${place}-000000000000000${number}`), '');
    }
    expect(await queue.ahead()).toBe(10);
  });

  test('behavior: skips the first process after more than 500 ms', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const queue = new LockQueue(path);
    const prefix = queue.path.slice(folder.length + 1, folder.length + 1 + '.wait-01234567-'.length);
    await writeFile(join(folder, `${prefix}${pid}-${start}-${place}-0000000000000000`), '');
    expect(await queue.ahead()).toBe(1);
    clock.mockReturnValue(1_500);
    expect(await queue.ahead()).toBe(1);
    clock.mockReturnValue(1_501);
    expect(await queue.ahead()).toBe(0);
  });

  test('default: waiterOf reads the process of a ticket', () => {
    expect(waiterOf(`.wait-01234567-${living}`)).toEqual({ pid: process.pid, start, place });
    expect(['aria.key', '.wait-01234567-x', `.wait-0123456-${living}`].map(waiterOf)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('behavior: counts no process in an unreadable folder', async () => {
    expect(await new LockQueue(join(folder, 'none', 'x.lock')).ahead()).toBe(0);
  });
});

describe('FolderLock', () => {
  test('default: gives a sign of life every 2 s, and none after its release', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await hold(living);
    const lock = new FolderLock(path, living);
    const mark = join(path, living);
    await utimes(mark, 1, 1);
    vi.advanceTimersByTime(1_999);
    expect((await stat(mark)).mtimeMs).toBe(1_000);
    vi.advanceTimersByTime(1);
    await expect.poll(async () => (await stat(mark)).mtimeMs).toBeGreaterThan(1_000);
    await lock.release();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: the sign of life does not keep the process alive', async () => {
    await hold(living);
    const unref = vi.fn();
    const timer = vi.spyOn(globalThis, 'setInterval');
    timer.mockReturnValue({ unref } as unknown as ReturnType<typeof setInterval>);
    const lock = new FolderLock(path, living);
    expect(unref).toHaveBeenCalledTimes(1);
    timer.mockRestore();
    await lock.release();
  });

  test('behavior: continues without a token', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await hold();
    const lock = new FolderLock(path, living);
    vi.advanceTimersByTime(2_000);
    const lost: unknown = await lock.check().catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(LockLostError);
    expect(lost).toMatchObject({ cause: { code: 'ENOENT' } });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('default: replace writes for the owner only, and checks the empty file', async () => {
    const lock = await acquireLock(path, { waitMs: 0 });
    const file = join(folder, 'config.json');
    const check = vi.fn();
    await lock.replace(file, 'new', check);
    expect(check.mock.calls[0]?.[0].mode & 0o777).toBe(0o600);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const refusal = new Error('refused');
    const refused = lock.replace(file, 'newer', () => {
      throw refusal;
    });
    await expect(refused).rejects.toBe(refusal);
    expect([await readFile(file, 'utf8'), (await readdir(path)).length]).toEqual(['new', 1]);
    await lock.release();
  });

  test('error: throws the error of the system and leaves no draft', async () => {
    const lock = await acquireLock(path, { waitMs: 0 });
    const file = join(folder, 'config.json');
    await mkdir(file);
    await expect(lock.replace(file, 'new')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(path)).toHaveLength(1);
    await expect(lock.rename(join(folder, 'none'), file)).rejects.toBeInstanceOf(LockLostError);
    await lock.release();
  });

  test('error: reports a failed removal and leaves nothing in the lock', async () => {
    const lock = await acquireLock(path, { waitMs: 0 });
    await writeFile(join(folder, 'file'), '');
    await expect(lock.remove(join(folder, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(path)).toHaveLength(1);
    await lock.release();
  });
});
