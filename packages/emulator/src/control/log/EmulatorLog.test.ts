import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { beforeEach, expect, test } from 'vitest';
import { Clock } from '../../core/Clock.ts';
import { defaultLimits } from '../../core/LimitSettings.ts';
import { Platform } from '../../platform/Platform.ts';
import { RequestRecords } from '../../server/RequestRecords.ts';
import { RouteIndex } from '../../server/RouteIndex.ts';
import { Database } from '../../store/Database.ts';
import { EmulatorLog } from './EmulatorLog.ts';

let log: EmulatorLog;
let records: RequestRecords;
beforeEach(() => {
  const platform = new Platform(new Database(), {
    jwtSecret: '',
    limits: defaultLimits(),
    dialect: 'both',
    exec: true,
    clock: new Clock(),
  });
  records = new RequestRecords();
  log = new EmulatorLog(records, { platform, routes: new RouteIndex(platform), secrets: [] });
});

/** Logs a request that has ended, with a response of so many characters. */
function add(number: number, responseCharacters = 0): void {
  const incoming = { method: 'GET', url: '/', rawHeaders: [] } as unknown as IncomingMessage;
  const facts = { headersSent: true, statusCode: 200, writableFinished: true };
  const outgoing = Object.assign(new EventEmitter(), facts) as unknown as ServerResponse;
  const record = records.begin(`req_${number}`, 0, 'office-manager', incoming, outgoing);
  record.responded('x'.repeat(responseCharacters));
  outgoing.emit('close');
}

test('default: keeps the last 10,000 requests', () => {
  for (let number = 0; number < 12_500; number++) {
    add(number);
    if (number === 5_000) expect(log.requests()).toHaveLength(5_001);
  }
  const kept = log.requests();
  expect(kept).toHaveLength(10_000);
  expect([kept[0]?.id, kept.at(-1)?.id]).toEqual(['req_2500', 'req_12499']);
});

test('default: keeps 64 MiB', () => {
  for (let number = 0; number < 6_000; number++) add(number, 16_000);
  const kept = log.requests();
  const characters = kept.reduce((sum, { responseBody = '' }) => sum + responseBody.length, 0);
  expect(characters).toBeLessThan(64 * 1024 * 1024);
  expect(characters).toBeGreaterThan(60 * 1024 * 1024);
  expect(kept.at(-1)?.id).toBe('req_5999');
});

test('behavior: keeps no request that has not ended', async () => {
  const next = log.next();
  records.begin(
    'req_0',
    0,
    'dashboard',
    { rawHeaders: [] } as unknown as IncomingMessage,
    new EventEmitter() as unknown as ServerResponse,
  );
  expect(log.requests()).toEqual([]);
  add(1);
  expect((await next).id).toBe('req_1');
});
