import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleProgram } from '@mitosislabs/tooling/bundleProgram';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bombServer, type Measured, measured } from '../testing/bombs.ts';
import { failure } from '../testing/failure.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

const MIB = 1024 * 1024;

let bombs: Awaited<ReturnType<typeof bombServer>>;
let folder: string;
let program: string;
beforeAll(async () => {
  bombs = await bombServer();
  folder = await mkdtemp(join(tmpdir(), 'mitosis-limits-'));
  const source = fileURLToPath(new URL('../testing/measure.ts', import.meta.url));
  program = await bundleProgram(source, join(folder, 'measure.mjs'));
});
afterAll(async () => {
  await bombs[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Sends a body without end; tells how much of it was taken when the connection is closed. */
function endless(response: ServerResponse): Promise<number> {
  const piece = Buffer.alloc(64 * 1024, ' ');
  let sent = 0;
  const more = (): void => {
    if (response.destroyed) return;
    sent += piece.length;
    response.write(piece, more);
  };
  more();
  return new Promise((resolve) => response.on('close', () => resolve(sent)));
}

describe.each(wires)('%s', (name, wire) => {
  const paths = ['/gzip', '/gzip/chunked', '/deflate', '/br', '/nested/chunked'];
  const plain = [
    ['/endless', 'response_too_large'],
    ['/lumps', 'response_too_large'],
    ['/crumbs', 'timeout'],
  ] as const;
  let results: Record<string, Measured>;
  beforeAll(async () => {
    const one = [...paths, '/endless', '/lumps'];
    // Crumbs have a process of their own: they cost the most.
    const measurements = [one, ['/crumbs']].map((list) => measured(program, name, bombs.url, list));
    results = Object.assign({}, ...(await Promise.all(measurements)));
  });

  test.each(paths)('error: refuses 400 MB from a small compressed body: %s', async (path) => {
    const transport = new Transport({ endpoint: bombs.url, wire: wire() });
    expect(await failure(transport.request('GET', path))).toMatchObject({
      name: 'UnexpectedResponseError',
      code: 'response_too_large',
      status: 200,
      retryable: false,
      hint: expect.stringContaining('maxResponseBytes'),
    });
    expect(results[path]?.code).toBe('response_too_large');
    expect(results[path]?.grown).toBeLessThan(64 * MIB);
  });

  test.each(plain)('error: endless plain JSON takes little memory: %s', (path, expected) => {
    expect(results[path]?.code).toBe(expected);
    expect(results[path]?.grown).toBeLessThan(64 * MIB);
  });

  test.each(paths)('error: limits the body of an error: %s', async (path) => {
    const transport = new Transport({ endpoint: bombs.url, wire: wire(), headers: { 'x-status': '400' } });
    expect(await failure(transport.request('GET', path))).toMatchObject({ status: 400, code: 'http_400' });
  });

  test('behavior: accepts five compressed megabytes of equal lines', async () => {
    for (const path of ['/json', '/json/chunked']) {
      const transport = new Transport({ endpoint: bombs.url, wire: wire() });
      expect(await transport.request<unknown[]>('GET', path)).toHaveLength(140_001);
    }
  });

  test.each([
    [1_000, 998, true],
    [1_000, 999, false],
    [0, 0, false],
  ])(
    'behavior: with a limit of %i bytes a text of %i and two quotes passes: %j',
    async (limit, length, passes) => {
      const text = JSON.stringify('x'.repeat(length));
      await using server = await serve((request, response) => {
        if (request.url === '/gzip')
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
        else if (request.url === '/chunked') {
          response.write(text.slice(0, 1));
          response.end(text.slice(1));
        } else response.end(text);
      });
      const transport = new Transport({ endpoint: server.url, maxResponseBytes: limit, wire: wire() });
      for (const path of ['/length', '/chunked', '/gzip']) {
        for (const as of ['json', 'text', 'none'] as const) {
          const call = transport.request('GET', path, { as });
          if (passes) await call;
          else expect(await failure(call)).toMatchObject({ code: 'response_too_large' });
        }
        // A response that the caller reads has no limit.
        const response = await transport.request<Response>('GET', path, { as: 'response' });
        expect(await response.text()).toBe(text);
      }
    },
  );

  test.each([
    ['json', 10 * MIB],
    ['text', 32 * MIB],
    ['none', 32 * MIB],
  ] as const)('default: %s may have %i bytes', async (as, most) => {
    await using server = await serve((request, response) => {
      const size = Number(request.url?.slice(1));
      response.end(`"${'x'.repeat(size - 2)}"`);
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    await transport.request('GET', `/${most}`, { as });
    const error = await failure(transport.request('GET', `/${most + 1}`, { as }));
    expect(error).toMatchObject({
      code: 'response_too_large',
      hint: `If the response may be that large, set \`maxResponseBytes\` of the client to more than ${most} bytes.`,
    });
    const raised = new Transport({ endpoint: server.url, wire: wire(), maxResponseBytes: most + 1 });
    await raised.request('GET', `/${most + 1}`, { as });
  });

  test('error: closes the connection of an endless response at the limit', async () => {
    let sent = Promise.resolve(0);
    await using server = await serve((_request, response) => {
      sent = endless(response);
    });
    const transport = new Transport({ endpoint: server.url, maxResponseBytes: MIB, wire: wire() });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ code: 'response_too_large' });
    // Buffered data counts too.
    expect(await sent).toBeLessThan(20 * MIB);
  });

  test('error: does not read a body whose announced length exceeds the limit', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(1e12) }).flushHeaders();
    });
    expect(
      await failure(new Transport({ endpoint: server.url, wire: wire() }).request('GET', '/x')),
    ).toMatchObject({
      code: 'response_too_large',
    });
  });

  test.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['of 10 MB', (_request, response) => void response.end(`{"error":"${'why '.repeat(2_500_000)}"}`)],
    ['without end', (_request, response) => void endless(response)],
    ['of a length that never comes', (_request, response) => response.flushHeaders()],
  ])('error: does not wait for the body of an error %s', async (_name, answer) => {
    await using server = await serve((request, response) => {
      response.statusCode = 403;
      answer(request, response);
    });
    const transport = new Transport({ endpoint: server.url, timeout: 3_000, wire: wire() });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ name: 'PermissionDeniedError', code: 'http_403' });
    expect(error.message.length).toBeLessThan(1_000);
  });

  test('behavior: cuts the reason at the limit on error bodies', async () => {
    const body = JSON.stringify({ error: 'why', padding: 'x'.repeat(1_000) });
    await using server = await serve((_request, response) => response.writeHead(400).end(body));
    for (const [maxErrorBytes, message] of [
      [body.length, 'why (400, GET /x)'],
      [body.length - 1, 'The server answered 400 to GET /x.'],
      [0, 'The server answered 400 to GET /x.'],
    ] as const) {
      const transport = new Transport({ endpoint: server.url, maxErrorBytes, wire: wire() });
      expect((await failure(transport.request('GET', '/x'))).message).toBe(message);
    }
  });

  test('behavior: expects no body after HEAD', async () => {
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'content-length': String(1e12) }).end(),
    );
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const { data, response } = await transport.request('HEAD', '/x').withResponse();
    expect(data).toBeUndefined();
    expect(response.headers['content-length']).toBe(String(1e12));
  });
});

test.each(['maxResponseBytes', 'maxErrorBytes'])('error: refuses a bad limit: %s', (name) => {
  for (const limit of [-1, Number.NaN]) {
    expect(() => new Transport({ endpoint: 'http://localhost', [name]: limit })).toThrow(
      expect.objectContaining({ code: 'invalid_argument', argument: name }),
    );
  }
});
