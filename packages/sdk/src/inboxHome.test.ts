import { lchown, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMTPAPI } from '@mitosislabs/api';
import { Keystore } from '@mitosislabs/keystore';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromEnvironment } from './fromEnvironment.ts';
import { MitosisClient } from './MitosisClient.ts';

let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await serve((request, response) => {
    response.writeHead(request.url?.includes('/messages/stream') ? 404 : 200, {
      'Content-Type': 'application/json',
    });
    response.end('[]');
  });
  folder = await mkdtemp(join(tmpdir(), 'home-'));
  vi.stubEnv('MITOSIS_HOME', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

const auth = () => ({ endpoint: server.url, apiKey: 'mi_test' });
const channels: [string, () => XMTPChannel][] = [
  ['a client', () => new MitosisClient(auth()).xmtp],
  ['a channel of its own', () => new XMTPChannel(new XMTPAPI(new Transport(auth())))],
];

/** Opens an inbox, and returns the folders below `folder` that have files then. */
async function used(session: XMTPSession): Promise<string[]> {
  const inbox = await session.inbox({ consumer: 'test' });
  await inbox.close();
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return [...new Set(files.filter((file) => file.isFile()).map(({ parentPath }) => parentPath))];
}

describe.each(channels)('the inboxes of %s', (_, open) => {
  test('default: are in ~/.os1/sessions, as for the keystore', async () => {
    vi.stubEnv('HOME', folder);
    vi.stubEnv('USERPROFILE', folder);
    expect(await used(await open().openSession('office', 'aria'))).toEqual([
      join(folder, '.os1', 'sessions'),
    ]);
    expect(fromEnvironment().keystore.sessionsPath).toBe(join(folder, '.os1', 'sessions'));
  });

  test('behavior: are in MITOSIS_HOME, as for the keystore', async () => {
    vi.stubEnv('HOME', '');
    vi.stubEnv('MITOSIS_HOME', folder);
    expect(await used(await open().openSession('office', 'aria'))).toEqual([join(folder, 'sessions')]);
    expect(fromEnvironment().keystore.sessionsPath).toBe(join(folder, 'sessions'));
  });

  test('behavior: MITOSIS_HOME may be a link, as for the keystore', async () => {
    const link = join(folder, 'link');
    await mkdir(join(folder, 'real'), { mode: 0o700 });
    await symlink(join(folder, 'real'), link);
    vi.stubEnv('MITOSIS_HOME', link);
    await fromEnvironment().keystore.saveConfig(auth());
    const session = await open().openSession('office', 'aria');
    expect((await used(session)).sort()).toEqual([join(folder, 'real'), join(folder, 'real', 'sessions')]);
  });

  // Only root can make a link for another user.
  test.runIf(process.getuid?.() === 0)('error: are not stored behind a link of another user', async () => {
    const link = join(folder, 'link');
    await mkdir(join(folder, 'real'), { mode: 0o700 });
    await symlink(join(folder, 'real'), link);
    await lchown(link, 12_345, 12_345);
    vi.stubEnv('MITOSIS_HOME', link);
    const session = await open().openSession('office', 'aria');
    await expect(session.inbox({ consumer: 'test' })).rejects.toMatchObject({
      code: 'inbox_broken',
      hint: expect.stringContaining('MITOSIS_HOME'),
    });
    await expect(fromEnvironment().keystore.loadConfig()).rejects.toMatchObject({ code: 'unsafe_folder' });
  });

  test.each(['', 'somewhere', './here'])(
    'error: are not relative to the working folder: HOME=%j',
    async (home) => {
      vi.stubEnv('HOME', home);
      vi.stubEnv('USERPROFILE', home);
      const before = await readdir('.');
      const session = await open().openSession('office', 'aria');
      await expect(session.inbox({ consumer: 'test' })).rejects.toMatchObject({
        code: 'invalid_argument',
        message: expect.stringContaining('HOME is not the path of a folder'),
        hint: expect.stringContaining('HOME'),
      });
      expect(() => fromEnvironment()).toThrow('HOME is not the path of a folder');
      expect(await readdir('.')).toEqual(before);
      // With a folder of its own it needs no home.
      const inbox = await session.inbox({ consumer: 'test', folder });
      await inbox.close();
    },
  );
});

test('behavior: are in the given keystore, whatever the environment says', async () => {
  vi.stubEnv('MITOSIS_HOME', '/nowhere');
  const mi = new MitosisClient(auth(), new Keystore({ basePath: folder }));
  expect(await used(await mi.xmtp.openSession('office', 'aria'))).toEqual([join(folder, 'sessions')]);
});
