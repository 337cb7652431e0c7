import { copyFile, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { type Authority, makeAuthority, startHost } from '@mitosislabs/tooling/tunnels';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { failure } from '../testing/failure.ts';
import { trustedContext } from './trustedContext.ts';

describe.skipIf(isMissing('openssl'))('a private authority', () => {
  let authority: Authority;
  let transport: () => Transport;
  let close: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    authority = makeAuthority();
    const host = await startHost(authority, (_, response) => response.end('"reached"'));
    transport = () => new Transport({ endpoint: `https://localhost:${host.port}`, maxRetries: 0 });
    close = async () => {
      await host[Symbol.asyncDispose]();
      authority[Symbol.dispose]();
    };
  });
  afterEach(() => void vi.unstubAllEnvs());
  afterAll(() => close?.());

  test('default: is trusted by the name of its file in SSL_CERT_FILE', async () => {
    expect(await failure(transport().request('GET', '/x'))).toMatchObject({ retryable: false });
    vi.stubEnv('SSL_CERT_FILE', authority.ca);
    expect(await transport().request('GET', '/x')).toBe('reached');
  });

  test('behavior: is trusted by a folder of SSL_CERT_DIR; other files there are passed over', async () => {
    const [empty, folder] = [join(authority.folder, 'empty'), join(authority.folder, 'certs')];
    for (const path of [empty, folder]) await mkdir(path);
    await copyFile(authority.ca, join(folder, 'authority.pem'));
    await symlink('authority.pem', join(folder, '0a1b2c3d.0'));
    await symlink('nowhere', join(folder, 'broken.0'));
    await writeFile(join(folder, 'README'), 'no certificate');
    await mkdir(join(folder, 'java'));
    const separator = process.platform === 'win32' ? ';' : ':';
    vi.stubEnv('SSL_CERT_DIR', ['/nowhere', empty, folder].join(separator));
    expect(await transport().request('GET', '/x')).toBe('reached');
  });

  test('error: another authority is still unknown', async () => {
    using other = makeAuthority();
    vi.stubEnv('SSL_CERT_FILE', other.ca);
    expect(await failure(transport().request('GET', '/x'))).toMatchObject({
      code: 'connection_failed',
      outcome: 'not_sent',
      retryable: false,
    });
  });

  test.each([
    ['missing.pem', 'cannot be read (ENOENT)'],
    ['key.pem', 'holds no certificate'],
    ['.', 'cannot be read (EISDIR)'],
  ])('error: SSL_CERT_FILE=%s %s', async (name, problem) => {
    const file = join(authority.folder, name);
    vi.stubEnv('SSL_CERT_FILE', file);
    expect(await failure(transport().request('POST', '/x'))).toMatchObject({
      name: 'ConnectionError',
      code: 'certificates_unusable',
      message: expect.stringContaining(`SSL_CERT_FILE: ${file} ${problem}`),
      hint: expect.stringContaining('unset SSL_CERT_FILE'),
      outcome: 'not_sent',
      retryable: false,
    });
  });

  test('behavior: certificates are parsed once, until they change', async () => {
    using other = makeAuthority();
    const folder = join(authority.folder, 'changing');
    await mkdir(folder);
    await copyFile(authority.ca, join(folder, 'a.pem'));
    const env = { SSL_CERT_DIR: folder };
    const first = await trustedContext(env);
    expect(await trustedContext(env)).toBe(first);
    await copyFile(other.ca, join(folder, 'b.pem'));
    expect(await trustedContext(env)).not.toBe(first);
  });

  test('behavior: a file that was missing is read for the next request', async () => {
    const [now, later] = [join(authority.folder, 'now.pem'), join(authority.folder, 'later.pem')];
    vi.stubEnv('SSL_CERT_FILE', later);
    const one = transport();
    expect(await failure(one.request('GET', '/x'))).toMatchObject({ code: 'certificates_unusable' });
    await copyFile(authority.ca, now);
    await rename(now, later);
    expect(await one.request('GET', '/x')).toBe('reached');
  });
});
