import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OS1Error } from '../errors/OS1Error.ts';
import type { TransportRequest } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { fakeCall } from '../testing/fakeCall.ts';
import { respond } from '../testing/fakeWire.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { readResponse } from './readResponse.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Reads a body of one chunk. */
function read(
  text: string,
  { as = 'json', parse }: Pick<TransportRequest, 'as' | 'parse'> = {},
  headers: Record<string, string> = {},
): Promise<unknown> {
  return readResponse(respond(200, [text], headers), fakeCall({ as, parse }), 1_000) as Promise<unknown>;
}

function refusal(...args: Parameters<typeof read>): Promise<OS1Error> {
  return failure(read(...args));
}

describe('json', () => {
  test.each([
    ['{"a":[1]}', { a: [1] }],
    ['0', 0],
    ['null', null],
    ['', undefined],
    [' \n', undefined],
  ])('default: parses %j', async (text, value) => {
    expect(await read(text)).toEqual(value);
    expect(await read(text, { as: 'json' })).toEqual(value);
  });

  test('error: refuses text that is not JSON without quoting it', async () => {
    const error = await refusal('{"secret', {}, { 'content-type': 'text/plain' });
    expect(error).toMatchObject({
      name: 'UnexpectedResponseError',
      code: 'unexpected_response',
      status: 200,
      outcome: 'unknown',
      retryable: false,
      headers: { 'content-type': 'text/plain' },
      hint: expect.stringContaining('endpoint'),
    });
    expect(error.message).toContain('GET /x with 200');
    expect(error.message).toContain('(text/plain)');
    expect(error.message).not.toContain('secret');
    expect(error.cause).toBeUndefined();
    expect((await refusal('{')).message).toContain('(no content type)');
  });

  test('default: converts the value with parse', async () => {
    expect(await read('[1]', { parse: (json) => [json] })).toEqual([[1]]);
    expect(await read('', { parse: (json) => [json] })).toEqual([undefined]);
  });

  test('error: reports the error of parse, with it as the cause', async () => {
    const cause = new Error('a is missing');
    const parse = (): never => {
      throw cause;
    };
    const error = await refusal('{}', { parse });
    expect(error).toMatchObject({ code: 'unexpected_response', cause });
    expect(error.message).toContain('a is missing');
  });
});

describe('text', () => {
  test.each(['', ' a ', '{', '<html>'])('default: returns %j unchanged', async (text) => {
    expect(await read(text, { as: 'text' })).toBe(text);
  });
});

describe('none', () => {
  const HTML = 'text/html; charset=utf-8';

  test.each([
    ['', HTML],
    ['ok', HTML],
    ['{', undefined],
    ['<p>', 'text/plain'],
    ['<p>', undefined],
    ['<p>', 'text/htmlx'],
    ['<p>', 'x-text/html'],
    ['see <html>', 'text/plain'],
    ['<htmlx>', 'text/plain'],
    ['<!doctyped>', 'text/plain'],
    [' p<', HTML],
  ])('default: ignores %j of type %s', async (text, type) => {
    expect(
      await read(text, { as: 'none' }, type === undefined ? {} : { 'content-type': type }),
    ).toBeUndefined();
  });

  test.each([
    ['<!doctype html>', undefined],
    ['<!DOCTYPE html>', 'text/plain'],
    ['<html>', undefined],
    [' \n<HTML lang="en">', undefined],
    ['<p>', HTML],
    [' <p>', 'TEXT/HTML'],
  ])('error: refuses a web page: %j of type %s', async (text, type) => {
    const error = await refusal(text, { as: 'none' }, type === undefined ? {} : { 'content-type': type });
    expect(error).toMatchObject({ code: 'unexpected_response' });
    expect(error.message).toContain('a web page');
  });
});

describe('the limit', () => {
  test.each(['json', 'text', 'none'] as const)('error: refuses too many bytes of %s', async (as) => {
    const error = await refusal(`"${'x'.repeat(1_000)}"`, { as });
    expect(error).toMatchObject({
      code: 'response_too_large',
      hint: expect.stringContaining('maxResponseBytes'),
    });
    expect(error.message).toContain('1000 bytes');
  });

  test('error: ends the wait for the body by the time limit of the attempt', async () => {
    const call = fakeCall({ limit: 1_000 });
    const body = respond(200, [() => new Promise(() => undefined)]);
    const reading = readResponse(body, call, 1_000);
    const ended = expect(reading).rejects.toMatchObject({ name: 'TimeoutError' });
    await vi.advanceTimersByTimeAsync(1_000);
    await ended;
  });
});

describe('HEAD', () => {
  test.each(['json', 'text', 'none'] as const)('default: closes the body unread, as %s', async (as) => {
    const response = respond(200, ['{']);
    expect(await readResponse(response, fakeCall({ method: 'HEAD', as }), 1_000)).toBeUndefined();
    expect([response.reads, response.closed]).toEqual([0, 1]);
  });
});

describe('a body that is left to the caller', () => {
  test('default: is returned as a stream, with status and headers', async () => {
    const head = respond(206, ['a', 'b'], { 'x-a': '1' });
    const response = (await readResponse(head, fakeCall({ as: 'stream' }), 0)) as WireResponse;
    expect([response.status, response.headers, head.reads]).toEqual([206, { 'x-a': '1' }, 0]);
    let text = '';
    for await (const chunk of response.body) text += new TextDecoder().decode(chunk);
    expect(text).toBe('ab');
  });

  test('default: is returned as a Response', async () => {
    const head = respond(206, ['a', 'b'], { 'x-a': '1' });
    const response = (await readResponse(head, fakeCall({ as: 'response' }), 0)) as Response;
    expect([response.status, response.headers.get('x-a'), head.reads]).toEqual([206, '1', 0]);
    expect(await response.text()).toBe('ab');
  });

  test.each(['stream', 'response'] as const)('behavior: restarts the limit, as %s', async (as) => {
    const call = fakeCall({ limit: 1_000, as });
    vi.advanceTimersByTime(900);
    await readResponse(respond(), call, 0);
    vi.advanceTimersByTime(999);
    expect(call.deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(call.deadline.signal.aborted).toBe(true);
  });
});
