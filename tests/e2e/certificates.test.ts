import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from './certificates.ts';
import { mi } from './mi.ts';

const NOW = ['20200101000000Z', '20990101000000Z'] as const;
const HERE = 'IP:127.0.0.1';

describe.skipIf(isMissing('openssl'))('mi, at a server with a certificate of an authority', () => {
  let folder: string;
  let authority: Authority;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mi-certificates-'));
    authority = createAuthority(folder);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    [
      'expired',
      HERE,
      ['20200101000000Z', '20200201000000Z'] as const,
      true,
      /^The certificate of 127\.0\.0\.1:\d+ has expired\. Check the clock of this machine\./,
    ],
    [
      'not valid yet',
      HERE,
      ['20980101000000Z', '20990101000000Z'] as const,
      true,
      /^The certificate of 127\.0\.0\.1:\d+ is not valid yet\. Check the clock of this machine\./,
    ],
    [
      'for another host',
      'DNS:mitosis.example',
      NOW,
      true,
      /^The certificate of 127\.0\.0\.1:\d+ is for another host\. Check the endpoint: `mi auth list`/,
    ],
    [
      'of an unknown authority',
      HERE,
      NOW,
      false,
      /^The certificate of 127\.0\.0\.1:\d+ is not trusted\. .* SSL_CERT_FILE/,
    ],
  ])('error: a certificate that is %s has a hint of its own', async (_, names, validity, isKnown, hint) => {
    await using server = await authority.serve(names, validity);
    const env = {
      MITOSIS_ENDPOINT: server.url,
      MITOSIS_API_KEY: 'mi_example',
      ...(isKnown && { NODE_EXTRA_CA_CERTS: authority.file }),
    };
    const listed = await mi(['offices', 'list', '--json'], { home: folder, env });
    expect(listed).toMatchObject({ code: 9, stdout: '' });
    const { error } = JSON.parse(listed.stderr);
    expect(error.hint).toMatch(hint);
    // Each command of the hint runs without that server.
    for (const [, line = ''] of String(error.hint).matchAll(/`mi ([^`<]+)`/g)) {
      expect(await mi(line.split(' '), { home: folder, env })).toMatchObject({ code: 0 });
    }
    const doctor = await mi(['doctor', '--json'], { home: folder, env });
    const network = JSON.parse(doctor.stdout).find(({ name }: { name: string }) => name === 'network');
    expect(network).toMatchObject({ status: 'failed', fix: error.hint });
  });

  test('default: a certificate of a known authority is accepted', async () => {
    await using server = await authority.serve(HERE, NOW);
    const env = {
      MITOSIS_ENDPOINT: server.url,
      MITOSIS_API_KEY: 'mi_example',
      NODE_EXTRA_CA_CERTS: authority.file,
    };
    const listed = await mi(['offices', 'list', '--json'], { home: folder, env });
    expect(listed).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });
});
