import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import * as errors from '../errors.ts';
import { redact } from '../redact/redact.ts';

async function failure(call: Promise<unknown>): Promise<errors.OS1Error> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof errors.OS1Error)) throw new Error(`not an OS1Error: ${inspect(error)}`);
  return error;
}

describe('statuses', () => {
  test.each([
    [400, 'OS1Error'],
    [401, 'AuthenticationError'],
    [402, 'InsufficientCreditsError'],
    [403, 'PermissionDeniedError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [429, 'RateLimitError'],
    [500, 'ServerError'],
    [503, 'ServerError'],
    [302, 'UnexpectedResponseError'],
  ] as const)('default: status %i raises %s', async (status, name) => {
    await using server = await serve((_, response) =>
      response
        .writeHead(status, {
          'x-request-id': 'r-1',
          'retry-after': '7',
          'set-cookie': 'a=b',
          'content-type': 'application/json',
        })
        .end('{"error":"the reason","code":"the_code"}'),
    );
    const transport = new Transport({ endpoint: server.url, maxRetries: 0 });
    const error = await failure(transport.request('GET', '/x?secret=1'));
    expect(error).toBeInstanceOf(new Map(Object.entries(errors)).get(name));
    expect(error).toMatchObject({ name, status, method: 'GET', url: `${server.url}/x` });
    if (status === 302) return;
    expect(error).toMatchObject({ code: 'the_code', requestId: 'r-1', retryAfterMs: 7000 });
    expect(error.message).toBe(`the reason (${status}, GET /x)`);
    expect(error.headers['x-request-id']).toBe('r-1');
    expect(error.headers['set-cookie']).toBeUndefined();
    expect(error.retryable).toBe([429, 500, 503].includes(status));
  });

  test('behavior: after 5xx, the outcome of a POST is unknown, that of a GET is rejected', async () => {
    await using server = await serve((_, response) => response.writeHead(503).end());
    const transport = new Transport({ endpoint: server.url, maxRetries: 0 });
    expect((await failure(transport.request('POST', '/x'))).outcome).toBe('unknown');
    expect((await failure(transport.request('GET', '/x'))).outcome).toBe('rejected');
  });

  test.each([
    ['error', '{"error":"why"}', 'why'],
    ['message', '{"message":"why"}', 'why'],
    ['error.message', '{"error":{"message":"why","code":"c"}}', 'why'],
    ['a JSON text', '"why"', 'why'],
    ['plain text', ' why \n', 'why'],
    ['a web page', '<!doctype html><h1>Bad gateway</h1>', undefined],
    ['nothing', '', undefined],
    ['an object without a reason', '{"error":{"x":1}}', undefined],
  ])('behavior: reads the reason from %s', async (_, body, reason) => {
    await using server = await serve((_request, response) => response.writeHead(400).end(body));
    const { message } = await failure(new Transport({ endpoint: server.url }).request('GET', '/x'));
    expect(message).toBe(reason ? `${reason} (400, GET /x)` : 'The server answered 400 to GET /x.');
  });
});

test('behavior: each class links to its section of the documentation', () => {
  const text = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
  const anchors = [...text.matchAll(/^## (.+)$/gm)].map(([, title = '']) => `#${title.toLowerCase()}`);
  const classes = Object.values(errors).filter((value) => value !== redact) as (typeof errors.OS1Error)[];
  expect(classes.length).toBeGreaterThan(10);
  for (const Class of classes) {
    const { docsUrl } = new Class(0, 'x');
    expect(docsUrl).toMatch(/^https:\/\/github\.com\/mitosislabs\/sdk\/blob\/main\/docs\/errors\.md#/);
    expect(anchors).toContain(new URL(docsUrl).hash);
  }
});

describe('hints', () => {
  test.each([
    [409, 'office_suspended', /mi api POST .*\/resume/],
    [409, 'name_taken', /another name/],
    [409, 'constructor', /another name/],
    [400, 'bad_request', /correct/i],
    [501, 'not_implemented', /^(?!.*try again)This server does not/],
  ])('behavior: %i hints: %s', async (status, code, hint) => {
    await using server = await serve((_, response) =>
      response.writeHead(status).end(JSON.stringify({ error: 'why', code })),
    );
    const error = await failure(new Transport({ endpoint: server.url }).request('POST', '/x'));
    expect(error).toMatchObject({ code, retryable: false, hint: expect.stringMatching(hint) });
  });
});

describe('without a good response', () => {
  test('error: not_sent for a closed port, and names the address', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const transport = new Transport({ endpoint: server.url, maxRetries: 0 });
    const error = await failure(transport.request('POST', '/x'));
    expect(error).toMatchObject({ name: 'ConnectionError', status: 0, outcome: 'not_sent', retryable: true });
    expect(error.message).toBe(`Could not reach ${server.url} (ECONNREFUSED): POST ${server.url}/x.`);
    expect(error.hint).toBeTruthy();
  });

  test('error: unknown when the connection breaks after the request', async () => {
    await using server = await serve((request) => request.socket.destroy());
    const error = await failure(new Transport({ endpoint: server.url }).request('POST', '/x', { body: 1 }));
    expect(error).toMatchObject({ name: 'ConnectionError', outcome: 'unknown' });
  });

  test('error: unknown when the body is cut', async () => {
    await using server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":1}');
      setTimeout(() => request.socket.destroy(), 30);
    });
    const transport = new Transport({ endpoint: server.url, maxRetries: 0 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({
      name: 'ConnectionError',
    });
  });

  test.each(['<!doctype html><title>Welcome</title>', '{"a":', 'undefined', '{"a":1}}'])(
    'error: refuses 200 with %j',
    async (body) => {
      await using server = await serve((_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(body),
      );
      const error = await failure(new Transport({ endpoint: server.url }).request('GET', '/x'));
      expect(error).toMatchObject({
        name: 'UnexpectedResponseError',
        code: 'unexpected_response',
        status: 200,
      });
      expect(error.message).toContain('text/html');
    },
  );

  test.each([
    ['text/html; charset=utf-8', '<p>Welcome</p>'],
    ['', ' \n<!DOCTYPE html><title>Welcome</title>'],
    ['text/plain', '<html lang="en">'],
  ])("error: refuses a web page (%j, %j), even with as: 'none'", async (type, body) => {
    await using server = await serve((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    const call = new Transport({ endpoint: server.url }).request('GET', '/health', { as: 'none' });
    expect(await failure(call)).toMatchObject({ name: 'UnexpectedResponseError', status: 200 });
  });

  test.each([
    ['text/html', ''],
    ['text/html; charset=utf-8', 'ok'],
    ['application/json', '{"ok":true}'],
    ['text/plain', 'ok'],
  ])("behavior: accepts %s %j with as: 'none'", async (type, body) => {
    await using server = await serve((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    const call = new Transport({ endpoint: server.url }).request('GET', '/health', { as: 'none' });
    expect(await call).toBeUndefined();
  });

  test('error: reports an error of `parse` as an unexpected response', async () => {
    await using server = await serve((_, response) => response.end('{}'));
    const parse = () => {
      throw new TypeError('something that is not a list');
    };
    const error = await failure(new Transport({ endpoint: server.url }).request('GET', '/x', { parse }));
    expect(error.message).toContain('something that is not a list');
  });
});

describe('secrets', () => {
  const secrets = [
    'mi_canary_0123456789',
    `Bearer abc.def`,
    'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    'ab'.repeat(64),
    '0f'.repeat(32),
  ];

  test('behavior: redacts messages', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(401).end(JSON.stringify({ error: `bad: ${secrets.join(' ')}` })),
    );
    const error = await failure(
      new Transport({ endpoint: server.url, apiKey: secrets[0] }).request('GET', '/x'),
    );
    const seen = `${error.message} ${error.stack} ${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`;
    for (const secret of secrets) expect(seen).not.toContain(secret);
    expect(error.message).toContain('[redacted]');
  });

  test('behavior: redacts codes, URLs, ids and headers', async () => {
    await using server = await serve((_, response) =>
      response
        .writeHead(401, { 'x-request-id': `r ${secrets[0]}`, 'x-echo': secrets.join(' ') })
        .end(JSON.stringify({ error: 'bad', code: secrets.join(' ') })),
    );
    const path = `/keys/${secrets[0]}/${secrets[2]}`;
    const error = await failure(new Transport({ endpoint: server.url }).request('GET', path));
    const seen = `${inspect(error, { depth: 9 })} ${JSON.stringify(error.toJSON())}`;
    for (const secret of secrets) expect(seen).not.toContain(secret);
    expect(error.headers['x-echo']).toContain('[redacted]');
  });

  test('behavior: does not quote a body that is not JSON', async () => {
    await using server = await serve((_, response) => response.end('k-no-known-form'));
    const error = await failure(new Transport({ endpoint: server.url }).request('GET', '/x'));
    expect(inspect(error, { depth: 9 })).not.toContain('k-no');
    expect(error.cause).toBeUndefined();
  });

  test('behavior: redacts a reason before it cuts it', async () => {
    const body = `${'x'.repeat(100)} ${secrets[3]}`;
    await using server = await serve((_, response) => response.writeHead(400).end(body));
    const error = await failure(new Transport({ endpoint: server.url }).request('GET', '/x'));
    expect(error.message).not.toContain('abab');
  });

  test('behavior: redacts secrets inside longer text', () => {
    for (const secret of secrets) expect(redact(`[2J${secret}`)).toBe('[2J[redacted]');
  });

  test.each(['eyJ', 'eyJa.', 'mi_', 'Bearer ', 'a', 'sha256:', `${'a'.repeat(127)}g`])(
    'behavior: redacts many repetitions of %j in linear time',
    (piece) => {
      // A pattern that tries each start again would take longer than the test may.
      const text = piece.repeat(262_144 / piece.length);
      const clean = redact(text);
      expect(clean.replaceAll('[redacted]', '').length).toBeLessThanOrEqual(text.length);
      expect(redact(`${text} ${secrets[0]}`)).not.toContain(secrets[0]);
    },
  );

  test('behavior: leaves ordinary text unchanged', () => {
    const digest = '9f86d081884c7d65'.repeat(4);
    const text = `task mi_ 3f2a for aria: bearer of news, sha 9f86d081884c7d65, sha256:${digest}, eyJhbGciOiJIUzI1NiJ9`;
    expect(redact(text)).toBe(text);
  });

  test('behavior: toJSON has all fields but the headers', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(404, { 'x-request-id': 'r' }).end('{"error":"gone"}'),
    );
    const json = (await failure(new Transport({ endpoint: server.url }).request('GET', '/x'))).toJSON();
    expect(json).toMatchObject({
      name: 'NotFoundError',
      status: 404,
      code: 'http_404',
      requestId: 'r',
      outcome: 'rejected',
    });
    expect(json).not.toHaveProperty('headers');
  });
});
