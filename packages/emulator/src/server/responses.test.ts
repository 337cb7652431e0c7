import { contract } from '@mitosislabs/api/contract';
import { describe, expect, test } from 'vitest';
import { encodeResult, fileResponse } from './responses.ts';

const task = { id: 't', office_id: 'o', title: 'x', status: 'queued', created_at: '2030-01-01T00:00:00Z' };

describe('encodeResult', () => {
  test('default: encodes results of the contract, with unknown fields', () => {
    expect(encodeResult(contract.tasks.get, { ...task, more: 1 })).toEqual({
      status: 200,
      body: JSON.stringify({ ...task, more: 1 }),
    });
    expect(encodeResult(contract.tasks.log, undefined)).toEqual({ status: 204, body: null });
    expect(encodeResult(contract.offices.kubeconfig, 'text')).toEqual({ status: 200, body: 'text' });
    expect(encodeResult(contract.capabilities.self, null)).toEqual({ status: 200, body: 'null' });
  });

  test.each([
    ['a missing field', { ...task, title: undefined }, 'title must be'],
    ['a wrong type', { ...task, priority: 'high' }, 'priority must be'],
    ['null in place of nothing', { ...task, result: null }, 'result must be'],
    ['a list in place of an object', [], 'must be'],
    ['nothing', undefined, 'must be'],
  ])('error: reports %s as an internal error', (_, value, problem) => {
    expect(() => encodeResult(contract.tasks.get, value)).toThrow(
      expect.objectContaining({
        status: 500,
        code: 'contract_violation',
        message: expect.stringMatching(`tasks\\.get.*${problem}`),
      }),
    );
  });
});

describe('fileResponse', () => {
  test.each([
    ['report.md', "attachment; filename*=UTF-8''report.md"],
    ['a "b";\\c.txt', "attachment; filename*=UTF-8''a%20%22b%22%3B%5Cc.txt"],
    ["it's (1)*.txt", "attachment; filename*=UTF-8''it%27s%20%281%29%2A.txt"],
    ['../ü😀', "attachment; filename*=UTF-8''..%2F%C3%BC%F0%9F%98%80"],
  ])('behavior: encodes the name %j (RFC 8187)', (name, header) => {
    const { headers } = fileResponse({ name, content: new Uint8Array() });
    expect(headers.get('content-disposition')).toBe(header);
  });

  const content = Buffer.from('0123456789');
  const file = (range?: string, condition?: string): Response =>
    fileResponse({ name: 'x', content }, { range, 'if-range': condition });

  test.each<[range: string | undefined, status: number, body: string, part: string | null]>([
    [undefined, 200, '0123456789', null],
    ['bytes=3-', 206, '3456789', 'bytes 3-9/10'],
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['bytes=4-2', 200, '0123456789', null],
    ['bytes=-', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('behavior: Range: %s gets %d', async (range, status, body, part) => {
    const response = file(range);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-range')).toBe(part);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(await response.text()).toBe(body);
  });

  test.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('error: Range: %s gets 416', (range) => {
    expect(() => file(range)).toThrow(
      expect.objectContaining({ status: 416, headers: { 'Content-Range': 'bytes */10' } }),
    );
  });

  test('behavior: If-Range with another version gets the whole file', async () => {
    const etag = file().headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(file('bytes=3-', etag).status).toBe(206);
    for (const other of ['"0"', `W/${etag}`, 'Wed, 01 Jan 2025 00:00:00 GMT']) {
      const whole = file('bytes=3-', other);
      expect([whole.status, await whole.text()]).toEqual([200, '0123456789']);
    }
    expect(fileResponse({ name: 'x', content: Buffer.from('0') }).headers.get('etag')).not.toBe(etag);
  });
});
