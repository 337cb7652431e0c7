import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { Logger, LogLevel } from '../options/Logger.ts';
import { failure } from '../testing/failure.ts';
import { scripted } from '../testing/scripted.ts';

type Told = [level: string, message: string, fields: Readonly<Record<string, unknown>>];

function recorder(): { told: Told[]; logger: Logger } {
  const told: Told[] = [];
  const tell = (level: string) => (message: string, fields: Readonly<Record<string, unknown>>) => {
    told.push([level, message, fields]);
  };
  return {
    told,
    logger: { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') },
  };
}

describe('levels', () => {
  test.each<[LogLevel | undefined, string[]]>([
    ['debug', ['debug', 'debug', 'info', 'debug', 'debug', 'error']],
    ['info', ['info', 'error']],
    ['warn', ['error']],
    [undefined, ['error']],
    ['error', ['error']],
    ['off', []],
  ])('behavior: %s', async (logLevel, levels) => {
    await using server = await scripted(503, 404);
    const { told, logger } = recorder();
    const transport = new Transport({ endpoint: server.url, logger, logLevel });
    await failure(transport.request('GET', '/x', { operation: 'tasks.get' }));
    expect(told.map(([level]) => level)).toEqual(levels);
  });

  test('error: refuses an unknown level', () => {
    expect(() => new Transport({ endpoint: 'http://localhost', logLevel: 'verbose' as never })).toThrow(
      expect.objectContaining({ argument: 'logLevel' }),
    );
  });
});

describe('logged calls', () => {
  test('default: logs requests and responses without query, headers and bodies', async () => {
    await using server = await scripted(503, (_request, response) => {
      response.setHeader('x-request-id', 'r-1');
      response.end('"secret answer"');
    });
    const { told, logger } = recorder();
    const transport = new Transport({
      endpoint: server.url,
      apiKey: 'mi_canary_123',
      logger,
      logLevel: 'debug',
    });
    await transport.request('PUT', '/x/mi_canary_456?token=secret', {
      body: { secret: 1 },
      query: { key: 'secret' },
      headers: { 'x-mine': 'secret' },
      operation: 'tasks.update',
    });
    const common = { method: 'PUT', url: `${server.url}/x/[redacted]`, operation: 'tasks.update' };
    expect(told).toEqual([
      ['debug', 'request', { ...common, attempt: 1 }],
      [
        'debug',
        'response',
        { ...common, attempt: 1, status: 503, ms: expect.any(Number), requestId: undefined },
      ],
      ['info', 'sending again', { ...common, attempt: 1, after: 'http_503', delayMs: 0 }],
      ['debug', 'request', { ...common, attempt: 2 }],
      ['debug', 'response', { ...common, attempt: 2, status: 200, ms: expect.any(Number), requestId: 'r-1' }],
    ]);
    expect(inspect(told, { depth: 9 })).not.toMatch(/secret|canary/);
  });

  test('behavior: logs the error of a failed call', async () => {
    await using server = await scripted(404);
    const { told, logger } = recorder();
    const error = await failure(new Transport({ endpoint: server.url, logger }).request('GET', '/x'));
    expect(told).toEqual([['error', 'a call failed', expect.objectContaining({ error })]]);
    expect(told[0]?.[2]['error']).toBe(error);
  });
});

describe('a failing logger does not disturb a call', () => {
  const boom = (): never => {
    throw new Error('the disk is full');
  };
  test.each<[string, unknown]>([
    ['it throws', { debug: boom, info: boom, warn: boom, error: boom }],
    [
      'it rejects',
      {
        debug: async () => boom(),
        info: async () => boom(),
        warn: async () => boom(),
        error: async () => boom(),
      },
    ],
    ['it has no such level', {}],
  ])('behavior: %s', async (_, logger) => {
    await using server = await scripted(503, 200, 404);
    const transport = new Transport({ endpoint: server.url, logger: logger as Logger, logLevel: 'debug' });
    expect(await transport.request('GET', '/x')).toBe('done');
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ name: 'NotFoundError' });
  });

  test('behavior: calls methods with the logger as `this`', async () => {
    await using server = await scripted(404);
    class Own implements Logger {
      readonly lines: string[] = [];
      debug(): void {}
      info(): void {}
      warn(): void {}
      error(message: string): void {
        this.lines.push(message);
      }
    }
    const logger = new Own();
    await failure(new Transport({ endpoint: server.url, logger }).request('GET', '/x'));
    expect(logger.lines).toEqual(['a call failed']);
  });
});
