import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleProgram } from '@mitosislabs/tooling/bundleProgram';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { failure } from '../testing/failure.ts';
import { wires } from '../testing/wires.ts';
import type { WireResponse } from '../wire/Wire.ts';

const MIB = 1024 * 1024;
/** More than all buffers hold. */
const LARGE = Buffer.alloc(20 * MIB);

describe.each(wires)('%s', (name, wire) => {
  test('error: closes the connections of the oldest beyond 100 unread downloads', async () => {
    const sockets = new Set<unknown>();
    await using server = await serve((request, response) => {
      sockets.add(request.socket);
      request.socket.once('close', () => sockets.delete(request.socket));
      response.end(LARGE);
    });
    const transport = new Transport({ endpoint: server.url, timeout: 0, wire: wire() });
    const kept: Response[] = [];
    for (let index = 0; index < 110; index++)
      kept.push(await transport.request('GET', '/x', { as: 'response' }));
    await expect.poll(() => sockets.size).toBe(100);
    const [oldest, newest] = [kept[9], kept[10]] as [Response, Response];
    const error = await failure(oldest.arrayBuffer());
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'body_unread', retryable: true });
    expect((await newest.arrayBuffer()).byteLength).toBe(LARGE.length);
    // One that is read makes room for another one.
    kept.push(await transport.request('GET', '/x', { as: 'response' }));
    expect((await (kept[11] as Response).arrayBuffer()).byteLength).toBe(LARGE.length);
    for (const { body } of kept) await body?.cancel().catch(() => undefined);
  });

  test('behavior: keeps an unread download without a limit', async () => {
    await using server = await serve((_request, response) => response.end(LARGE));
    const transport = new Transport({ endpoint: server.url, timeout: 0, wire: wire() });
    const response = await transport.request<Response>('GET', '/x', { as: 'response' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await response.arrayBuffer()).byteLength).toBe(20 * MIB);
  });

  test('behavior: closes the connections of collected downloads', async () => {
    const sockets = new Set<unknown>();
    await using server = await serve((request, response) => {
      sockets.add(request.socket);
      request.socket.once('close', () => sockets.delete(request.socket));
      response.end(LARGE);
    });
    const folder = await mkdtemp(join(tmpdir(), 'mitosis-unread-'));
    const source = fileURLToPath(new URL('../testing/dropDownloads.ts', import.meta.url));
    const program = await bundleProgram(source, join(folder, 'dropDownloads.mjs'));
    // It ends when the connections have, long before its limit of an hour.
    await promisify(execFile)(process.execPath, ['--expose-gc', program, name, server.url]);
    await rm(folder, { recursive: true });
    expect(server.seen).toHaveLength(40);
  });
});

// Together: each waits for its limit.
describe.concurrent('a limit of seconds', () => {
  describe.each(wires)('%s', (_, wire) => {
    test('error: closes the connection of a download that is not read within the limit', async ({
      expect,
    }) => {
      const sockets = new Set<unknown>();
      await using server = await serve((request, response) => {
        sockets.add(request.socket);
        request.socket.once('close', () => sockets.delete(request.socket));
        response.end(LARGE);
      });
      const transport = new Transport({ endpoint: server.url, timeout: 10_000, wire: wire() });
      const kept = await Promise.all(
        Array.from({ length: 8 }, () => transport.request<Response>('GET', '/x', { as: 'response' })),
      );
      const streams = await Promise.all(
        Array.from({ length: 4 }, () => transport.request<WireResponse>('GET', '/x', { as: 'stream' })),
      );
      await expect.poll(() => sockets.size).toBe(0);
      for (const response of kept) {
        const error = await failure(response.arrayBuffer());
        expect(error).toMatchObject({ name: 'TimeoutError', code: 'body_unread', retryable: true });
        expect(error.hint).toContain('timeout');
      }
      for (const { body } of streams) {
        const read = async (): Promise<void> => {
          for await (const _ of body);
        };
        expect(await failure(read())).toMatchObject({ code: 'body_unread' });
      }
    });

    test('behavior: lets a reader pause for longer than the limit', async () => {
      await using server = await serve((_request, response) => response.end(LARGE));
      const transport = new Transport({ endpoint: server.url, timeout: 8_000, wire: wire() });
      const { body } = await transport.request<WireResponse>('GET', '/x', { as: 'stream' });
      let size = 0;
      for await (const chunk of body) {
        if (size === 0) await new Promise((resolve) => setTimeout(resolve, 9_000));
        size += chunk.length;
      }
      expect(size).toBe(20 * MIB);
    });
  });

  test('behavior: lets a small response be read long after its arrival', async () => {
    await using server = await serve((_request, response) => response.end('small'));
    const transport = new Transport({ endpoint: server.url, timeout: 8_000 });
    const response = await transport.request<Response>('GET', '/x', { as: 'response' });
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    expect(await response.text()).toBe('small');
  });
});
