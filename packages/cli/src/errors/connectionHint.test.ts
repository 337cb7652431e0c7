import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';

/** Runs `mi offices list` against an endpoint, as people and as programs see it. */
async function failureAt(endpoint: string) {
  await using home = await makeHome({
    MITOSIS_ENDPOINT: endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: endpoint,
    MITOSIS_API_KEY: 'mi_example',
  });
  const text = await home.mi(['offices', 'list']);
  const json = await home.mi(['offices', 'list', '--json']);
  expect(text).toMatchObject({ code: 9, stdout: '' });
  const { hint, exitCode } = JSON.parse(json.stderr).error;
  expect(exitCode).toBe(9);
  expect(text.stderr).toContain(`hint: ${hint}\n`);
  return hint;
}

/** Starts a server with a self-signed certificate, made with the given options of `openssl req`. Returns its port. */
async function secureServer(...options: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mi-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-nodes', '-keyout', key, '-out', cert, ...kind, ...subject, ...options];
  execFileSync('openssl', args, { stdio: 'ignore' });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
    response.end('[]'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('the hint for a failed connection', () => {
  test.skipIf(isMissing('openssl'))('error: a self-signed certificate', async () => {
    const host = `127.0.0.1:${await secureServer()}`;
    expect(await failureAt(`https://${host}`)).toBe(
      `The certificate of ${host} is not trusted. If your network has its own authority, name its file in SSL_CERT_FILE.`,
    );
  });

  test('error: TLS to a port that speaks HTTP', async () => {
    await using server = await serve((_, response) => response.end('[]'));
    expect(await failureAt(server.url.replace('http:', 'https:'))).toContain('does not speak TLS there');
  });

  test.skipIf(isMissing('openssl'))('error: HTTP to a port that speaks TLS', async () => {
    expect(await failureAt(`http://127.0.0.1:${await secureServer()}`)).toContain('http:// or https://');
  });

  test('error: a host that has no address', async () => {
    // No name server knows a name below `invalid` (RFC 6761).
    expect(await failureAt('https://mitosis.invalid')).toBe(
      'The name mitosis.invalid was not found. Check your network, and the endpoint: mi init --endpoint <url>',
    );
  });
});
